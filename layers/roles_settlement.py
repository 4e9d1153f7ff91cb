"""Declared columns of the roles that describe people and buildings."""

from __future__ import annotations

from layers.fields import Choice, Field, FieldType, GeometryKind, LayerSchema
from layers.result_schema import MODES

VILLAGE_CODE_NAMES = (
    "village code", "villagecode", "vill_code", "村代码", "行政村代码", "村编码", "行政村编码",
    "村委会代码", "行政区代码", "行政区划代码", "权属单位代码", "坐落单位代码",
    "cdm", "xzcdm", "xzqdm", "xzqhdm", "qsdwdm", "zldwdm", "vcode", "cun_code",
)  # fmt: skip
VILLAGE_NAME_NAMES = (
    "village name", "village", "villagename", "vill_name", "村名", "村名称", "行政村", "行政村名称",
    "村", "村委会", "村社区", "所属村", "行政区名称", "权属单位名称", "坐落单位名称",
    "cm", "cmc", "xzc", "xzcmc", "xzqmc", "xzqhmc", "qsdwmc", "zldwmc",
    "villname", "vill",
)  # fmt: skip

VILLAGE_BOUNDARIES = LayerSchema(
    role="village_boundaries",
    title_zh="行政村界",
    title_en="Village boundaries",
    geometry=GeometryKind.POLYGON,
    id_field="village_code",
    fields=(
        Field(
            name="village_code", type=FieldType.TEXT, title_zh="行政村代码",
            title_en="Village code", accepted_names=(*VILLAGE_CODE_NAMES, "code", "代码",
                                                     "villcode"),
            short_name="vill_code",
        ),
        Field(
            name="village_name", type=FieldType.TEXT, title_zh="行政村名称",
            title_en="Village name", accepted_names=(*VILLAGE_NAME_NAMES, "name", "名称", "mc"),
            short_name="vill_name",
        ),
        Field(
            name="township_name", type=FieldType.TEXT, title_zh="乡镇名称",
            title_en="Township name",
            accepted_names=(
                "township", "town", "townname", "town_name", "乡镇", "乡镇名", "乡镇名称", "镇名",
                "乡镇街道", "乡（镇）", "所属乡镇", "镇乡", "xz", "xzm", "xzmc", "xzjd",
            ),
            short_name="town_name",
        ),
    ),
)  # fmt: skip

EXISTING_TOILETS = (
    Choice(value="none", title_zh="无厕", title_en="None",
           accepted=("无", "没有", "无厕所", "无户厕", "no toilet", "open defecation", "0")),
    Choice(value="dry_pit", title_zh="旱厕", title_en="Dry pit",
           accepted=("普通旱厕", "简易旱厕", "传统旱厕", "土厕", "深坑旱厕", "坑厕", "pit",
                     "pit latrine",
                     "dry latrine", "dry toilet", "旱厕所", "旱式厕所", "卫生旱厕")),
    Choice(value="flush_to_pit", title_zh="水冲渗坑", title_en="Flush to a pit",
           accepted=("水冲", "水冲厕", "水冲厕所", "水冲式", "水冲直排", "直排", "渗坑", "单坑水冲",
                     "化粪池渗漏", "一格", "单格", "单格化粪池", "二格", "两格", "双格化粪池",
                     "flush", "pour flush", "flush pit", "直排厕所")),
    Choice(value="three_chamber", title_zh="三格化粪池", title_en="Three-chamber septic tank",
           accepted=("三格", "三格式", "三格化粪池式", "三格式化粪池", "三格化粪池厕所", "三格厕所",
                     "三格式厕所", "玻璃钢三格", "三联式", "三瓮", "septic tank", "three chamber",
                     "3格", "3格式", "3格化粪池", "化粪池", "大三格", "联户三格")),
    Choice(value="double_urn", title_zh="双瓮漏斗", title_en="Double urn",
           accepted=("双瓮", "双瓮式", "双瓮漏斗式", "双瓮化粪池", "两瓮", "double urn")),
    Choice(value="biogas", title_zh="三联沼气池", title_en="Biogas digester",
           accepted=("沼气", "沼气池", "沼气池式", "三联通沼气池式", "三联通沼气池", "沼气厕所",
                     "沼气池厕所", "digester", "biogas digester")),
    Choice(value="urine_diverting", title_zh="粪尿分集", title_en="Urine-diverting",
           accepted=("粪尿分集式", "粪尿分离", "源分离", "尿粪分集", "粪尿分集厕所", "uddt")),
    Choice(value="double_pit", title_zh="双坑交替", title_en="Double pit",
           accepted=("双坑", "双坑交替式", "双坑式", "双坑厕所", "alternating pits", "twin pit")),
    Choice(value="sewer_flush", title_zh="下水道水冲式", title_en="Flush to a sewer",
           accepted=("完整下水道", "完整上下水道", "完整下水道水冲式", "完整上下水道水冲式",
                     "下水道",
                     "下水道式", "纳管", "已纳管", "接管网", "入管网", "管网", "污水管网", "sewer",
                     "sewer connection", "piped sewer")),
    Choice(value="other", title_zh="其他", title_en="Other",
           accepted=("其它", "其他类型", "unknown type", "eco", "生态厕所", "微水冲", "真空",
                     "一体化")),
)  # fmt: skip

FIXED_MODES = tuple(
    Choice(value=mode.value, title_zh=mode.title_zh, title_en=mode.title_en, accepted=spellings)
    for mode, spellings in zip(
        MODES,
        (
            ("接管网", "接入管网", "管网"),
            ("三格", "三格式", "化粪池", "septic"),
            ("旱厕", "生态旱厕", "卫生旱厕", "dry toilet"),
            ("不改", "维持", "不改造", "已达标"),
            ("未定", "待核实", "unknown"),
        ),
        strict=True,
    )
)

HOUSEHOLDS = LayerSchema(
    role="households",
    title_zh="农户",
    title_en="Households",
    geometry=GeometryKind.POINT,
    id_field="household_id",
    fields=(
        Field(
            name="household_id", type=FieldType.TEXT, title_zh="户编号", title_en="Household",
            accepted_names=(
                "household id", "hh_id", "hhid", "house_id", "houseid", "户号", "户编码", "户代码",
                "农户编号", "家庭编号", "档案编号", "户厕编号", "编号", "hbh", "hh", "hbm", "nhbh",
            ),
            short_name="hh_id",
        ),
        Field(
            name="village_code", type=FieldType.TEXT, title_zh="行政村代码",
            title_en="Village code", accepted_names=VILLAGE_CODE_NAMES, short_name="vill_code",
        ),
        Field(
            name="village_name", type=FieldType.TEXT, title_zh="行政村名称",
            title_en="Village name", accepted_names=VILLAGE_NAME_NAMES, short_name="vill_name",
        ),
        Field(
            name="householder_name", type=FieldType.TEXT, title_zh="户主姓名",
            title_en="Householder",
            accepted_names=(
                "householder", "head of household", "head_name", "owner", "owner_name", "户主",
                "户主名", "户主名字", "姓名", "农户姓名", "权利人", "hz", "hzxm", "xm", "qlr",
            ),
            short_name="head_name",
        ),
        Field(
            name="persons_registered", type=FieldType.INTEGER, title_zh="户籍人口",
            title_en="Registered persons", unit="persons", minimum=0, maximum=60,
            accepted_names=(
                "registered persons", "registered", "persons", "population", "people", "hh_size",
                "household size", "人口", "人口数", "家庭人口", "家庭人口数", "户籍人数",
                "户籍人口数",
                "在册人口", "人数", "家庭人数", "rk", "rks", "hjrk", "jtrk", "jtrks", "hjrs", "pop",
            ),
            short_name="pers_reg",
        ),
        Field(
            name="persons_resident", type=FieldType.INTEGER, title_zh="常住人口",
            title_en="Resident persons", unit="persons", minimum=0, maximum=60,
            accepted_names=(
                "resident persons", "residents", "resident", "常住人数", "常住人口数", "实住人口",
                "在家人口", "在家人数", "czrk", "czrs", "zjrk", "常驻人口",
            ),
            short_name="pers_res",
        ),
        Field(
            name="has_piped_water", type=FieldType.BOOLEAN, title_zh="是否通自来水",
            title_en="Piped water",
            accepted_names=(
                "piped water", "tap water", "water supply", "自来水", "通自来水", "有无自来水",
                "是否通水", "通水", "供水", "zls", "sftzls", "sfts", "tzls", "tap",
            ),
            short_name="piped_wat",
        ),
        Field(
            name="existing_toilet", type=FieldType.TEXT, title_zh="原厕类型",
            title_en="Existing toilet", choices=EXISTING_TOILETS,
            accepted_names=(
                "existing toilet", "toilet type", "toilet", "toilet_type", "厕所类型", "现有厕所",
                "现有厕所类型", "户厕类型", "户厕现状", "原厕所类型", "现状厕所", "厕所现状",
                "改厕前类型", "化粪池类型", "厕所形式", "厕屋类型",
                "厕型", "卫生厕所类型", "cslx", "yclx", "hclx", "xycs", "hcxz", "csxz",
            ),
            short_name="toilet",
        ),
        Field(
            name="flush_litres", type=FieldType.REAL, title_zh="每次冲水量",
            title_en="Water per flush", unit="l", minimum=0, maximum=30,
            accepted_names=("flush", "flush volume", "冲水量", "单次冲水量", "csl", "用水量每次"),
            short_name="flush_l",
        ),
        Field(
            name="yard_area_m2", type=FieldType.REAL, title_zh="院落面积", title_en="Yard area",
            unit="m2", minimum=0, maximum=20000,
            accepted_names=(
                "yard", "yard area", "plot area", "院子面积", "庭院面积", "空地面积", "院坝面积",
                "可用面积", "宅基地面积", "ylmj", "tymj", "yzmj", "zjdmj",
            ),
            short_name="yard_m2",
        ),
        Field(
            name="access_width_m", type=FieldType.REAL, title_zh="入户道路宽度",
            title_en="Access width", unit="m", minimum=0, maximum=30,
            accepted_names=(
                "access width", "lane width", "入户路宽", "入户道宽", "入户宽度", "通道宽度",
                "进户路宽", "巷宽", "rhlk", "rhdlkd", "rhkd", "tdkd",
            ),
            short_name="access_m",
        ),
        Field(
            name="is_occupied", type=FieldType.BOOLEAN, title_zh="是否常住",
            title_en="Lived in",
            accepted_names=(
                "occupied", "inhabited", "lived in", "是否有人居住", "有人居住", "居住情况",
                "居住状况",
                "使用状况", "是否居住", "sfcz", "sfjz", "jzqk",
            ),
            short_name="occupied",
        ),
        Field(
            name="is_willing", type=FieldType.BOOLEAN, title_zh="改厕意愿",
            title_en="Willing to renovate",
            accepted_names=(
                "willing", "willingness", "consent", "是否愿意", "意愿", "改造意愿", "是否愿意改厕",
                "是否同意", "gcyy", "yy", "sfyy", "gzyy",
            ),
            short_name="willing",
        ),
        Field(
            name="groundwater_depth_m", type=FieldType.REAL, title_zh="地下水埋深",
            title_en="Depth to groundwater", unit="m", minimum=0, maximum=500,
            accepted_names=(
                "groundwater depth", "water table", "groundwater", "地下水位", "地下水深度",
                "地下水位埋深", "dxsms", "dxsw", "dxswms",
            ),
            short_name="gw_depth_m",
        ),
        Field(
            name="fixed_mode", type=FieldType.TEXT, title_zh="指定模式", title_en="Fixed mode",
            choices=FIXED_MODES,
            accepted_names=("fixed mode", "固定模式", "指定改造模式", "指定改厕模式", "zdms"),
            short_name="fixed_mode",
        ),
        Field(
            name="note", type=FieldType.TEXT, title_zh="备注", title_en="Note",
            accepted_names=("notes", "remark", "remarks", "comment", "说明", "备注信息", "bz",
                            "bzxx"),
            short_name="note",
        ),
    ),
)  # fmt: skip

PUBLIC_TOILETS = LayerSchema(
    role="public_toilets",
    title_zh="既有公厕",
    title_en="Public toilets",
    geometry=GeometryKind.POINT,
    id_field="toilet_id",
    fields=(
        Field(
            name="toilet_id", type=FieldType.TEXT, title_zh="公厕编号", title_en="Toilet",
            accepted_names=("toilet id", "id", "编号", "公厕代码", "厕所编号", "gcbh", "bh"),
            short_name="toilet_id",
        ),
        Field(
            name="toilet_name", type=FieldType.TEXT, title_zh="公厕名称", title_en="Name",
            accepted_names=("name", "名称", "公厕名", "厕所名称", "位置", "公厕详细位置", "地址",
                            "gcmc", "mc"),
            short_name="name",
        ),
        Field(
            name="toilet_kind", type=FieldType.TEXT, title_zh="公厕类别", title_en="Kind",
            choices=(
                Choice(value="public", title_zh="公共厕所", title_en="Public toilet",
                       accepted=("公厕", "独立式", "独立公厕", "附属式", "活动式", "toilets")),
                Choice(value="indoor", title_zh="内部厕所", title_en="Indoor toilet",
                       accepted=("单位厕所", "内部", "室内", "对外开放厕所", "内厕", "单位内厕")),
            ),
            accepted_names=("kind", "type", "toilet kind", "公厕类型", "类别", "类型", "gclb",
                            "gclx", "lb"),
            short_name="kind",
        ),
        Field(
            name="is_open", type=FieldType.BOOLEAN, title_zh="是否开放", title_en="Open",
            accepted_names=("open", "in use", "operational", "开放", "是否对外开放", "是否使用",
                            "使用状态", "使用情况", "sfkf", "sydt"),
            short_name="is_open",
        ),
        Field(
            name="stalls_men", type=FieldType.INTEGER, title_zh="男厕位", title_en="Stalls, men",
            minimum=0, maximum=100, short_name="stalls_m",
            accepted_names=("men", "male stalls", "男厕位数", "男蹲位", "男厕位数量", "厕位数男",
                            "男",
                            "ncw", "ndw", "nancw"),
        ),
        Field(
            name="stalls_women", type=FieldType.INTEGER, title_zh="女厕位",
            title_en="Stalls, women", minimum=0, maximum=100, short_name="stalls_w",
            accepted_names=("women", "female stalls", "女厕位数", "女蹲位", "女厕位数量",
                            "厕位数女", "女",
                            "nvcw", "nvdw"),
        ),
        Field(
            name="open_cost_yuan", type=FieldType.REAL, title_zh="开放费用",
            title_en="Cost to open", unit="yuan", minimum=0, maximum=1e7, short_name="open_yuan",
            accepted_names=("opening cost", "cost", "开放成本", "开放改造费用", "费用", "kffy"),
        ),
    ),
)  # fmt: skip

PLACE_KINDS = (
    Choice(value="village_committee", title_zh="村委会", title_en="Village committee",
           accepted=("村民委员会", "村部", "党群服务中心", "便民服务中心", "townhall", "town_hall",
                     "community_centre", "政府", "镇政府", "乡政府", "社区服务中心")),
    Choice(value="activity_place", title_zh="活动场所", title_en="Activity place",
           accepted=("文化活动室", "文化广场", "广场", "活动中心", "戏台", "祠堂", "礼堂",
                     "健身广场",
                     "文化礼堂", "playground", "pitch", "square", "place_of_worship", "library",
                     "park",
                     "活动室", "文化中心", "老年活动中心", "公园")),
    Choice(value="market", title_zh="集市", title_en="Market",
           accepted=("市场", "农贸市场", "集贸市场", "菜市场", "超市", "marketplace",
                     "supermarket")),
    Choice(value="school", title_zh="学校", title_en="School",
           accepted=("小学", "中学", "初中", "教学点", "完小", "primary school", "college")),
    Choice(value="kindergarten", title_zh="幼儿园", title_en="Kindergarten", accepted=("幼儿班",
                                                                                       "nursery")),
    Choice(value="clinic", title_zh="卫生室", title_en="Clinic",
           accepted=("卫生院", "诊所", "村卫生室", "医院", "卫生所", "hospital", "doctors",
                     "health_post")),
    Choice(value="scenic_spot", title_zh="景点", title_en="Scenic spot",
           accepted=("旅游点", "景区", "旅游景点", "观景台", "attraction", "viewpoint", "museum")),
    Choice(value="bus_stop", title_zh="公交站", title_en="Bus stop",
           accepted=("客运站", "车站", "候车亭", "招呼站", "bus_station", "bus stop")),
    Choice(value="food_site", title_zh="餐饮食品场所", title_en="Food site",
           accepted=("餐馆", "饭店", "农家乐", "食堂", "食品厂", "restaurant", "fast_food", "cafe",
                     "餐厅",
                     "食品加工")),
    Choice(value="water_point", title_zh="取水点", title_en="Water point",
           accepted=("水井", "供水点", "drinking_water", "water_well")),
    Choice(value="other", title_zh="其他", title_en="Other", accepted=("其它",)),
)  # fmt: skip

PLACES = LayerSchema(
    role="places",
    title_zh="公共场所",
    title_en="Places",
    geometry=GeometryKind.POINT_OR_POLYGON,
    id_field="place_id",
    fields=(
        Field(
            name="place_id", type=FieldType.TEXT, title_zh="场所编号", title_en="Place",
            accepted_names=("place id", "id", "编号", "代码", "csbh", "bh"), short_name="place_id",
        ),
        Field(
            name="place_name", type=FieldType.TEXT, title_zh="场所名称", title_en="Name",
            accepted_names=("name", "名称", "地名", "场所", "单位名称", "mc", "csmc"),
            short_name="name",
        ),
        Field(
            name="place_kind", type=FieldType.TEXT, title_zh="场所类别", title_en="Kind",
            choices=PLACE_KINDS,
            accepted_names=("kind", "type", "category", "amenity", "fclass", "类别", "类型", "分类",
                            "场所类型", "folder", "lx", "lb", "cslb"),
            short_name="kind",
        ),
        Field(
            name="visitors_per_day", type=FieldType.REAL, title_zh="日均访客",
            title_en="Visitors per day", unit="persons/d", minimum=0, maximum=1e5,
            accepted_names=("visitors", "visitors per day", "人流量", "日人流量", "日客流",
                            "日均人流",
                            "客流量", "日均客流", "rll", "rjkl"),
            short_name="visit_day",
        ),
        Field(
            name="must_serve", type=FieldType.BOOLEAN, title_zh="必须服务",
            title_en="Must be served",
            accepted_names=("must serve", "required", "是否必须", "必须覆盖", "必保", "bxfw"),
            short_name="must_serve",
        ),
    ),
)  # fmt: skip
