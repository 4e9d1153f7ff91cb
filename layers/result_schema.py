"""Declared columns of the result layers of a scenario."""

from __future__ import annotations

from layers.fields import Choice, Field, FieldType, GeometryKind, LayerSchema
from layers.roles_infrastructure import SURFACES

_TEXT, _INT, _REAL, _BOOL, _JSON = (
    FieldType.TEXT,
    FieldType.INTEGER,
    FieldType.REAL,
    FieldType.BOOLEAN,
    FieldType.JSON,
)


# Names for Shapefiles, which take 10 bytes; other names are short enough.
_SHORT_NAMES = {
    "household_id": "hh_id",
    "village_code": "vill_code",
    "village_name": "vill_name",
    "persons_served": "pers_serv",
    "households_served": "hh_served",
    "visitors_per_day": "visit_day",
    "stalls_men": "stalls_m",
    "stalls_women": "stalls_w",
    "stalls_accessible": "stalls_acc",
    "walk_mean_m": "walk_mean",
    "alternative_site_id": "alt_site",
    "persons_only_here": "only_here",
    "persons_in_reach": "in_reach",
    "alternative_distance_m": "alt_dist",
    "alternative_persons_lost": "alt_lost",
    "alternative_walk_m": "alt_walk",
    "alternative_cost_yuan": "alt_yuan",
    "is_covered": "covered",
    "bearing_deg": "bearing",
    "distance_m": "distance",
    "householder_name": "head_name",
    "override_cost_yuan": "over_yuan",
    "capital_yuan": "cap_yuan",
    "annual_yuan": "year_yuan",
    "present_value_yuan": "pv_yuan",
    "sewer_present_value_yuan": "pv_sewer",
    "septic_tank_present_value_yuan": "pv_tank",
    "dry_present_value_yuan": "pv_dry",
    "sewer_share_yuan": "sew_share",
    "is_uncertain": "uncertain",
    "needs_site_check": "site_check",
    "cost_items": "cost_items",
    "up_manhole_id": "mh_up",
    "down_manhole_id": "mh_down",
    "ground_up_m": "grd_up_m",
    "ground_down_m": "grd_dn_m",
    "invert_up_m": "inv_up_m",
    "invert_down_m": "inv_dn_m",
    "cover_up_m": "cov_up_m",
    "cover_down_m": "cov_dn_m",
    "depth_ratio": "depth_rat",
    "velocity_m_s": "veloc_m_s",
    "needs_flushing": "flushing",
    "ground_level_m": "ground_m",
    "invert_level_m": "invert_m",
    "diameter_m": "diam_m",
}


def _field(name: str, kind: FieldType, title_zh: str, title_en: str, unit: str = "") -> Field:
    return Field(
        name=name,
        type=kind,
        title_zh=title_zh,
        title_en=title_en,
        unit=unit,
        short_name=_SHORT_NAMES.get(name, name),
    )


def _choice(value: str, title_zh: str, title_en: str) -> Choice:
    return Choice(value=value, title_zh=title_zh, title_en=title_en)


MODES = (
    _choice("sewer", "纳管", "Sewer connection"),
    _choice("septic_tank", "三格化粪池", "Three-chamber septic tank"),
    _choice("dry", "旱厕处理", "Dry toilet"),
    _choice("keep", "保留", "Keep"),
    _choice("undecided", "待定", "Undecided"),
)
VARIANTS = (
    _choice("own_tank", "单户化粪池", "Own tank"),
    _choice("shared_tank", "联户大三格", "Shared tank"),
    _choice("sealed_tank", "密闭贮粪池清运", "Sealed tank with removal"),
    _choice("converted_digester", "沼气池改造", "Converted biogas digester"),
    _choice("urine_diverting", "粪尿分集", "Urine-diverting"),
    _choice("double_pit", "双坑交替", "Double pit"),
)
SITE_KINDS = (
    _choice("existing", "既有公厕", "Existing public toilet"),
    _choice("indoor", "开放内部厕所", "Indoor toilet opened to the public"),
    _choice("candidate", "新建公厕", "New public toilet"),
)
SITE_ACTIONS = (
    _choice("keep", "保留", "Keep"),
    _choice("refurbish", "改造", "Refurbish"),
    _choice("close", "关闭", "Close"),
    _choice("open", "开放", "Open"),
    _choice("build", "新建", "Build"),
)
PIPE_KINDS = (
    _choice("gravity", "重力管", "Gravity sewer"),
    _choice("lateral", "接户管", "House lateral"),
    _choice("rising_main", "压力管", "Rising main"),
    _choice("existing", "既有管", "Existing sewer"),
)
STATION_KINDS = (
    _choice("pumping", "提升泵站（压力管）", "Pumping station"),
    _choice("lifting", "提升井", "Lifting station"),
)
PLANT_KINDS = (
    _choice("town_works", "城镇污水处理厂", "Town treatment works"),
    _choice("connection_point", "既有管网接入点", "Connection to an existing sewer"),
    _choice("micro_power", "微动力处理站", "Micro-power unit"),
    _choice("wetland", "化粪池加人工湿地", "Septic tank and constructed wetland"),
    _choice("shared_tank", "联户大三格化粪池", "Shared large three-chamber tank"),
)


def _enumeration(name: str, title_zh: str, title_en: str, choices: tuple[Choice, ...]) -> Field:
    return Field(
        name=name,
        type=_TEXT,
        title_zh=title_zh,
        title_en=title_en,
        choices=choices,
        short_name=_SHORT_NAMES.get(name, name),
    )


_SCENARIO = _field("scenario", _TEXT, "方案", "Scenario")
_SYSTEM = _field("system_id", _TEXT, "系统编号", "Sewer system")

TOILET_SITES = LayerSchema(
    role="toilet_sites",
    title_zh="公厕布点",
    title_en="Public toilet sites",
    geometry=GeometryKind.POINT,
    id_field="site_id",
    fields=(
        _field("site_id", _TEXT, "公厕编号", "Site"),
        _SCENARIO,
        _field("site_name", _TEXT, "名称", "Name"),
        _enumeration("kind", "类别", "Kind", SITE_KINDS),
        _enumeration("action", "措施", "Action", SITE_ACTIONS),
        _field("village_code", _TEXT, "行政村代码", "Village code"),
        _field("village_name", _TEXT, "行政村", "Village"),
        _field("cost_yuan", _REAL, "投资", "Cost", "yuan"),
        _field("persons_served", _REAL, "服务人口", "Persons served", "persons"),
        _field("households_served", _INT, "服务户数", "Households served"),
        _field("visitors_per_day", _REAL, "日均访客", "Visitors per day", "persons/d"),
        _field("stalls", _INT, "厕位总数", "Stalls"),
        _field("stalls_men", _INT, "男厕位", "Stalls, men"),
        _field("stalls_women", _INT, "女厕位", "Stalls, women"),
        _field("stalls_accessible", _INT, "无障碍厕位", "Accessible stalls"),
        _field("area_m2", _REAL, "建筑面积", "Floor area", "m2"),
        _field("walk_mean_m", _REAL, "平均步行距离", "Mean walk", "m"),
        _field("walk_max_m", _REAL, "最远步行距离", "Longest walk", "m"),
        _field("persons_only_here", _REAL, "仅此处可达人口", "Persons with no other", "persons"),
        _field("alternative_site_id", _TEXT, "最近替代点", "Nearest replacement"),
        _field("alternative_distance_m", _REAL, "替代点相距", "Replacement is away", "m"),
        _field(
            "alternative_persons_lost", _REAL, "替代后减少人口", "Persons lost with it", "persons"
        ),
        _field("alternative_walk_m", _REAL, "替代后平均多走", "Longer walk with it", "m"),
        _field("alternative_cost_yuan", _REAL, "替代后增加投资", "Extra cost with it", "yuan"),
        _field("rules", _JSON, "选址条件核对", "Siting rules checked"),
    ),
)
HOUSEHOLD_ACCESS = LayerSchema(
    role="household_access",
    title_zh="住户如厕距离",
    title_en="Walk to the public toilet",
    geometry=GeometryKind.POINT,
    id_field="household_id",
    fields=(
        _field("household_id", _TEXT, "户编号", "Household"),
        _SCENARIO,
        _field("village_code", _TEXT, "行政村代码", "Village code"),
        _field("persons", _REAL, "人口", "Persons", "persons"),
        _field("site_id", _TEXT, "最近公厕", "Nearest toilet"),
        _field("walk_m", _REAL, "步行距离", "Walking distance", "m"),
        _field("walk_s", _REAL, "步行时间（往返平均）", "Walking time (mean of both ways)", "s"),
        _field("is_covered", _BOOL, "是否覆盖", "Covered"),
        _field("reason", _TEXT, "未覆盖原因", "Why not covered"),
        _field("reason_zh", _TEXT, "未覆盖原因说明（中文）", "Why not covered (Chinese)"),
        _field("reason_en", _TEXT, "未覆盖原因说明（英文）", "Why not covered (English)"),
    ),
)
REJECTED_SITES = LayerSchema(
    role="rejected_sites",
    title_zh="不符合条件的点位",
    title_en="Rejected sites",
    geometry=GeometryKind.POINT,
    id_field="site_id",
    fields=(
        _field("site_id", _TEXT, "点位编号", "Site"),
        _SCENARIO,
        _field("site_name", _TEXT, "名称", "Name"),
        _field("is_given", _BOOL, "给定地块", "Given plot"),
        _field("reason_zh", _TEXT, "不可用原因（中文）", "Why not (Chinese)"),
        _field("reason_en", _TEXT, "不可用原因（英文）", "Why not (English)"),
        _field("rules", _JSON, "不符合的条件", "Rules failed"),
    ),
)
ALLOWED_SITES = LayerSchema(
    role="allowed_sites",
    title_zh="符合条件而未选用的点位",
    title_en="Allowed sites not chosen",
    geometry=GeometryKind.POINT,
    id_field="site_id",
    fields=(
        _field("site_id", _TEXT, "点位编号", "Site"),
        _SCENARIO,
        _field("site_name", _TEXT, "名称", "Name"),
        _enumeration("kind", "类别", "Kind", SITE_KINDS),
        _field("village_code", _TEXT, "行政村代码", "Village code"),
        _field("cost_yuan", _REAL, "最小规模投资", "Cost at its smallest size", "yuan"),
        _field("persons_in_reach", _REAL, "可达人口", "Persons in reach", "persons"),
        _field("replaces", _TEXT, "可替代的公厕", "Replacement of"),
        _field("rules", _JSON, "选址条件核对", "Siting rules checked"),
    ),
)
SIGN_POSTS = LayerSchema(
    role="sign_posts",
    title_zh="公厕指示牌",
    title_en="Direction signs",
    geometry=GeometryKind.POINT,
    id_field="sign_id",
    fields=(
        _field("sign_id", _TEXT, "指示牌编号", "Sign"),
        _SCENARIO,
        _field("site_id", _TEXT, "指向公厕", "Toilet"),
        _field("bearing_deg", _REAL, "方位角", "Bearing", "deg"),
        _field("distance_m", _REAL, "距离", "Distance", "m"),
        _field("persons", _REAL, "受益人口", "Persons guided", "persons"),
    ),
)
HOUSEHOLD_MODES = LayerSchema(
    role="household_modes",
    title_zh="户厕改造模式",
    title_en="Renovation modes",
    geometry=GeometryKind.POINT,
    id_field="household_id",
    fields=(
        _field("household_id", _TEXT, "户编号", "Household"),
        _SCENARIO,
        _field("village_code", _TEXT, "行政村代码", "Village code"),
        _field("householder_name", _TEXT, "户主", "Householder"),
        _field("persons", _REAL, "设计人口", "Design persons", "persons"),
        _enumeration("mode", "改造模式", "Mode", MODES),
        _enumeration("variant", "做法", "Variant", VARIANTS),
        _field("is_fixed", _BOOL, "人工指定", "Set by hand"),
        _field("override_cost_yuan", _REAL, "指定增加费用", "Cost of the override", "yuan"),
        _field("capital_yuan", _REAL, "投资", "Capital cost", "yuan"),
        _field("annual_yuan", _REAL, "年运行费", "Yearly cost", "yuan/a"),
        _field("present_value_yuan", _REAL, "全寿命费用现值", "Whole-life cost", "yuan"),
        _field("sewer_present_value_yuan", _REAL, "纳管现值", "Whole-life cost, sewer", "yuan"),
        _field(
            "septic_tank_present_value_yuan", _REAL, "化粪池现值", "Whole-life cost, tank", "yuan"
        ),
        _field("dry_present_value_yuan", _REAL, "旱厕现值", "Whole-life cost, dry", "yuan"),
        _field("sewer_share_yuan", _REAL, "分摊管网费用", "Share of the sewer", "yuan"),
        _SYSTEM,
        _field("plant_id", _TEXT, "处理设施", "Plant"),
        _field("confidence", _REAL, "把握程度", "Confidence"),
        _field("is_uncertain", _BOOL, "待复核", "Uncertain"),
        _field("needs_site_check", _BOOL, "需现场核实", "Check on site"),
        _field("reason_zh", _TEXT, "理由（中文）", "Reason (Chinese)"),
        _field("reason_en", _TEXT, "理由（英文）", "Reason (English)"),
        _field("verdicts", _JSON, "可行性核对", "Feasibility verdicts"),
        _field("cost_items", _JSON, "费用明细", "Cost items"),
        _field("flips", _JSON, "改变选择的条件", "What would flip it"),
    ),
)
SEWER_PIPES = LayerSchema(
    role="sewer_pipes",
    title_zh="污水管",
    title_en="Sewer pipes",
    geometry=GeometryKind.LINE,
    id_field="pipe_id",
    fields=(
        _field("pipe_id", _TEXT, "管段编号", "Pipe"),
        _SCENARIO,
        _SYSTEM,
        _enumeration("kind", "类别", "Kind", PIPE_KINDS),
        _field("up_manhole_id", _TEXT, "起点井", "Upper manhole"),
        _field("down_manhole_id", _TEXT, "终点井", "Lower manhole"),
        _field("household_id", _TEXT, "户编号（接户管）", "Household (lateral)"),
        _field("diameter_m", _REAL, "管径", "Diameter", "m"),
        _field("length_m", _REAL, "管长", "Length", "m"),
        _field("gradient", _REAL, "坡度", "Gradient"),
        _field("ground_up_m", _REAL, "起点地面标高", "Ground level, upper end", "m"),
        _field("ground_down_m", _REAL, "终点地面标高", "Ground level, lower end", "m"),
        _field("invert_up_m", _REAL, "起点管底标高", "Invert level, upper end", "m"),
        _field("invert_down_m", _REAL, "终点管底标高", "Invert level, lower end", "m"),
        _field("cover_up_m", _REAL, "起点覆土", "Cover, upper end", "m"),
        _field("cover_down_m", _REAL, "终点覆土", "Cover, lower end", "m"),
        _field("households", _INT, "汇入户数", "Households upstream"),
        _field("flow_m3_s", _REAL, "设计流量", "Design flow", "m3/s"),
        _field("depth_ratio", _REAL, "充满度", "Depth ratio"),
        _field("velocity_m_s", _REAL, "流速", "Velocity", "m/s"),
        _field("needs_flushing", _BOOL, "需冲洗", "Flushing needed"),
        _enumeration("surface", "路面", "Surface", SURFACES),
        _field("cost_yuan", _REAL, "造价", "Cost", "yuan"),
    ),
)
MANHOLES = LayerSchema(
    role="manholes",
    title_zh="检查井",
    title_en="Manholes",
    geometry=GeometryKind.POINT,
    id_field="manhole_id",
    fields=(
        _field("manhole_id", _TEXT, "井号", "Manhole"),
        _SCENARIO,
        _SYSTEM,
        _field("ground_level_m", _REAL, "地面标高", "Ground level", "m"),
        _field("invert_level_m", _REAL, "井底标高", "Invert level", "m"),
        _field("depth_m", _REAL, "井深", "Depth", "m"),
        _field("diameter_m", _REAL, "井径", "Diameter", "m"),
        _field("is_drop", _BOOL, "跌水井", "Drop manhole"),
        _field("cost_yuan", _REAL, "造价", "Cost", "yuan"),
    ),
)
PUMPING_STATIONS = LayerSchema(
    role="pumping_stations",
    title_zh="提升泵站",
    title_en="Pumping stations",
    geometry=GeometryKind.POINT,
    id_field="station_id",
    fields=(
        _field("station_id", _TEXT, "泵站编号", "Station"),
        _SCENARIO,
        _SYSTEM,
        _enumeration("kind", "类别", "Kind", STATION_KINDS),
        _field("manhole_id", _TEXT, "所在井", "Manhole"),
        _field("flow_m3_s", _REAL, "流量", "Flow", "m3/s"),
        _field("head_m", _REAL, "扬程", "Head", "m"),
        _field("power_kw", _REAL, "功率", "Power", "kW"),
        _field("capital_yuan", _REAL, "投资", "Capital cost", "yuan"),
        _field("annual_yuan", _REAL, "年运行费", "Yearly cost", "yuan/a"),
    ),
)
TREATMENT_PLANTS = LayerSchema(
    role="treatment_plants",
    title_zh="规划污水处理设施",
    title_en="Treatment plants",
    geometry=GeometryKind.POINT,
    id_field="plant_id",
    fields=(
        _field("plant_id", _TEXT, "处理设施编号", "Plant"),
        _SCENARIO,
        _SYSTEM,
        _enumeration("kind", "类别", "Kind", PLANT_KINDS),
        _field("households", _INT, "户数", "Households"),
        _field("persons", _REAL, "人口", "Persons", "persons"),
        _field("flow_m3_d", _REAL, "处理水量", "Flow", "m3/d"),
        _field("invert_level_m", _REAL, "进水管底标高", "Inlet invert level", "m"),
        _field("capital_yuan", _REAL, "投资", "Capital cost", "yuan"),
        _field("annual_yuan", _REAL, "年运行费", "Yearly cost", "yuan/a"),
    ),
)

RESULT_SCHEMAS: dict[str, LayerSchema] = {
    schema.role: schema
    for schema in (
        TOILET_SITES,
        HOUSEHOLD_ACCESS,
        SIGN_POSTS,
        REJECTED_SITES,
        ALLOWED_SITES,
        HOUSEHOLD_MODES,
        SEWER_PIPES,
        MANHOLES,
        PUMPING_STATIONS,
        TREATMENT_PLANTS,
    )
}
SITING_RESULTS = (
    "toilet_sites",
    "household_access",
    "sign_posts",
    "rejected_sites",
    "allowed_sites",
)
RENOVATION_RESULTS = (
    "household_modes",
    "sewer_pipes",
    "manholes",
    "pumping_stations",
    "treatment_plants",
)
