"""Declared columns of water, restricted areas and candidate sites."""

from __future__ import annotations

from layers.fields import Choice, Field, FieldType, GeometryKind, LayerSchema

WATER = LayerSchema(
    role="water",
    title_zh="水体与水源",
    title_en="Water",
    geometry=GeometryKind.ANY,
    fields=(
        Field(
            name="water_name", type=FieldType.TEXT, title_zh="名称", title_en="Name",
            accepted_names=("name", "名称", "水体名称", "河名", "mc", "stmc"), short_name="name",
        ),
        Field(
            name="water_kind", type=FieldType.TEXT, title_zh="水体类别", title_en="Kind",
            choices=(
                Choice(value="drinking_source", title_zh="饮用水源",
                       title_en="Drinking-water source",
                       accepted=("水源", "水源地", "饮用水水源地", "取水口", "饮用水源地",
                                 "水厂取水口",
                                 "spring", "山泉", "泉", "drinking_water")),
                Choice(value="well", title_zh="水井", title_en="Well",
                       accepted=("井", "机井", "大口井", "压水井", "water_well")),
                Choice(value="river", title_zh="河流", title_en="River",
                       accepted=("河", "河道", "溪流", "沟渠", "水渠", "渠道", "溪", "stream",
                                 "canal",
                                 "ditch", "drain", "riverbank", "河流水面", "沟")),
                Choice(value="lake", title_zh="湖泊水库", title_en="Lake",
                       accepted=("湖", "湖泊", "水库", "reservoir", "湖泊水面", "水库水面", "water",
                                 "basin")),
                Choice(value="pond", title_zh="坑塘", title_en="Pond",
                       accepted=("塘", "池塘", "鱼塘", "坑塘水面", "水塘", "wetland")),
            ),
            accepted_names=("kind", "type", "fclass", "waterway", "natural", "water", "类别",
                            "类型",
                            "水体类型", "水源类型", "lx", "stlx", "lb"),
            short_name="kind",
        ),
    ),
)  # fmt: skip

FORBIDS = (
    Choice(value="toilet", title_zh="公厕", title_en="Toilet", accepted=("厕所", "公共厕所",
                                                                         "建厕")),
    Choice(value="tank", title_zh="化粪池", title_en="Tank", accepted=("三格化粪池", "粪池",
                                                                       "septic tank")),
    Choice(value="trench", title_zh="管沟", title_en="Trench",
           accepted=("管道", "管网", "开挖", "污水管", "sewer", "pipe")),
    Choice(value="plant", title_zh="处理设施", title_en="Plant",
           accepted=("污水处理设施", "处理站", "污水处理站", "湿地")),
)  # fmt: skip

RESTRICTED_AREAS = LayerSchema(
    role="restricted_areas",
    title_zh="限制区",
    title_en="Restricted areas",
    geometry=GeometryKind.POLYGON,
    fields=(
        Field(
            name="restriction_kind", type=FieldType.TEXT, title_zh="限制类别", title_en="Kind",
            accepted_names=("kind", "type", "name", "restriction", "类别", "类型", "名称",
                            "管控类型",
                            "保护区类型", "地类名称", "lx", "gklx", "dlmc", "fclass", "landuse"),
            short_name="kind",
        ),
        Field(
            name="forbids", type=FieldType.TEXT, title_zh="禁止建设", title_en="Forbids",
            choices=FORBIDS, multiple=True,
            accepted_names=("forbid", "forbidden", "prohibits", "禁止", "禁建", "禁止内容",
                            "禁建内容", "jz",
                            "jznr"),
            short_name="forbids",
        ),
    ),
)  # fmt: skip

CANDIDATE_SITES = LayerSchema(
    role="candidate_sites",
    title_zh="公厕备选点",
    title_en="Candidate sites",
    geometry=GeometryKind.POINT_OR_POLYGON,
    id_field="site_id",
    fields=(
        Field(
            name="site_id", type=FieldType.TEXT, title_zh="备选点编号", title_en="Site",
            accepted_names=("id", "site", "编号", "点号", "地块编号", "bh", "dkbh"),
            short_name="site_id",
        ),
        Field(
            name="site_name", type=FieldType.TEXT, title_zh="名称", title_en="Name",
            accepted_names=("name", "名称", "地点", "位置", "地块名称", "mc"), short_name="name",
        ),
        Field(
            name="cost_yuan", type=FieldType.REAL, title_zh="投资", title_en="Cost", unit="yuan",
            minimum=0, maximum=1e8,
            accepted_names=("cost", "price", "造价", "费用", "估算投资", "建设费用", "tz", "zj"),
            short_name="cost_yuan",
        ),
    ),
)  # fmt: skip
