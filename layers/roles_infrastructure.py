"""Declared columns of roads, sewers, treatment sites and the raster roles."""

from __future__ import annotations

from layers.fields import Choice, Field, FieldType, GeometryKind, LayerSchema

ROAD_CLASSES = (
    Choice(value="main", title_zh="主路", title_en="Main road",
           accepted=("主干路", "主干道", "国道", "省道", "县道", "公路", "干路", "motorway",
                     "trunk", "primary",
                     "motorway_link", "trunk_link", "primary_link", "main road", "一级", "二级")),
    Choice(value="secondary", title_zh="次路", title_en="Secondary road",
           accepted=("次干路", "次干道", "乡道", "支路", "支线", "tertiary", "secondary_link",
                     "tertiary_link", "unclassified", "三级", "四级", "镇道", "次要道路", "通村路",
                     "通村公路", "村主路", "secondary road")),
    Choice(value="lane", title_zh="巷道", title_en="Lane",
           accepted=("村道", "巷", "巷路", "胡同", "入户路", "通组路", "通组公路", "组道", "宅间路",
                     "村内道路",
                     "街巷", "residential", "living_street", "service", "road", "local", "street",
                     "村组路", "农村道路")),
    Choice(value="path", title_zh="小路", title_en="Path",
           accepted=("步道", "人行道", "山路", "小道", "乡村小路", "人行路", "footway",
                     "pedestrian", "cycleway",
                     "bridleway", "footpath", "步行道", "trail", "corridor")),
    Choice(value="steps", title_zh="台阶", title_en="Steps",
           accepted=("踏步", "梯道", "石阶", "阶梯", "stairs", "台阶路")),
    Choice(value="track", title_zh="机耕路", title_en="Track",
           accepted=("机耕道", "田间路", "田间道", "生产路", "土路", "大车路", "farm track",
                     "track road")),
)  # fmt: skip
SURFACES = (
    Choice(value="asphalt", title_zh="沥青", title_en="Asphalt",
           accepted=("柏油", "沥青路面", "沥青混凝土", "油路", "paved", "chipseal", "bitumen")),
    Choice(value="concrete", title_zh="水泥", title_en="Concrete",
           accepted=("混凝土", "水泥路", "水泥路面", "混凝土路面", "硬化", "砼", "concrete:plates",
                     "concrete:lanes", "水泥混凝土")),
    Choice(value="paving", title_zh="铺砖或石板", title_en="Paving",
           accepted=("砖", "砖石", "石板", "青石板", "铺装", "块石", "条石", "paving_stones",
                     "sett",
                     "cobblestone", "unhewn_cobblestone", "stone", "brick", "bricks", "透水砖",
                     "石板路")),
    Choice(value="gravel", title_zh="砂石", title_en="Gravel",
           accepted=("碎石", "砂石路", "石子", "泥结碎石", "碎石路", "fine_gravel", "compacted",
                     "pebblestone",
                     "砂砾")),
    Choice(value="earth", title_zh="土路", title_en="Earth",
           accepted=("土", "泥土", "土质", "素土", "未硬化", "ground", "dirt", "earth", "unpaved",
                     "grass",
                     "sand", "mud", "泥路")),
)  # fmt: skip

ROADS = LayerSchema(
    role="roads",
    title_zh="道路",
    title_en="Roads",
    geometry=GeometryKind.LINE,
    fields=(
        Field(
            name="road_name", type=FieldType.TEXT, title_zh="道路名称", title_en="Name",
            accepted_names=("name", "street", "路名", "名称", "道路名", "dlmc", "lm", "mc"),
            short_name="name",
        ),
        Field(
            name="road_class", type=FieldType.TEXT, title_zh="道路等级", title_en="Class",
            choices=ROAD_CLASSES,
            accepted_names=("class", "road class", "road type", "highway", "fclass", "roadclass",
                            "type", "等级", "道路类型", "道路类别", "类型", "类别", "技术等级",
                            "dldj", "dllx", "dllb", "lx", "layer"),
            short_name="class",
        ),
        Field(
            name="width_m", type=FieldType.REAL, title_zh="路宽", title_en="Width", unit="m",
            minimum=0.3, maximum=60,
            accepted_names=("width", "road width", "宽度", "路面宽度", "道路宽度", "路面宽", "宽",
                            "lk", "dlkd", "kd", "lmkd"),
            short_name="width_m",
        ),
        Field(
            name="surface", type=FieldType.TEXT, title_zh="路面", title_en="Surface",
            choices=SURFACES,
            accepted_names=("surface", "pavement", "路面类型", "路面材质", "铺面", "材质", "lmlx",
                            "lmcz", "lm_type"),
            short_name="surface",
        ),
        Field(
            name="walkable", type=FieldType.BOOLEAN, title_zh="可步行", title_en="Walkable",
            accepted_names=("foot", "walk", "pedestrian", "是否可步行", "可通行", "人行", "kbx",
                            "sfkbx"),
            short_name="walkable",
        ),
        Field(
            name="oneway", type=FieldType.TEXT, title_zh="单行", title_en="One way",
            accepted_names=("one way", "oneway", "单向", "单行道", "dx"), short_name="oneway",
        ),
    ),
)  # fmt: skip

SEWERS = LayerSchema(
    role="sewers",
    title_zh="既有污水管",
    title_en="Existing sewers",
    geometry=GeometryKind.LINE,
    id_field="pipe_id",
    fields=(
        Field(
            name="pipe_id", type=FieldType.TEXT, title_zh="管段编号", title_en="Pipe",
            accepted_names=("id", "pipe", "编号", "管段号", "管线编号", "管道编号", "gdbh", "gxbh",
                            "bh"),
            short_name="pipe_id",
        ),
        Field(
            name="diameter_m", type=FieldType.REAL, title_zh="管径", title_en="Diameter", unit="m",
            minimum=0.05, maximum=3,
            accepted_names=("diameter", "dn", "diam", "pipe size", "管径", "管道直径", "公称直径",
                            "口径",
                            "直径", "gj", "gjdn"),
            short_name="diam_m",
        ),
        Field(
            name="invert_up_m", type=FieldType.REAL, title_zh="起点管底标高",
            title_en="Invert level, upper end", unit="m", minimum=-500, maximum=9000,
            accepted_names=("invert up", "upstream invert", "us_invert", "start invert", "起点标高",
                            "起点高程", "起点管底高程", "上游管底标高", "上游标高", "qdbg", "qdgc",
                            "qdgdbg"),
            short_name="inv_up_m",
        ),
        Field(
            name="invert_down_m", type=FieldType.REAL, title_zh="终点管底标高",
            title_en="Invert level, lower end", unit="m", minimum=-500, maximum=9000,
            accepted_names=("invert down", "downstream invert", "ds_invert", "end invert",
                            "终点标高",
                            "终点高程", "终点管底高程", "下游管底标高", "下游标高", "zdbg", "zdgc",
                            "zdgdbg"),
            short_name="inv_dn_m",
        ),
    ),
)  # fmt: skip

TREATMENT_SITES = LayerSchema(
    role="treatment_sites",
    title_zh="污水处理设施",
    title_en="Treatment sites",
    geometry=GeometryKind.POINT,
    id_field="plant_id",
    fields=(
        Field(
            name="plant_id", type=FieldType.TEXT, title_zh="处理设施编号", title_en="Plant",
            accepted_names=("id", "plant", "编号", "设施编号", "站点编号", "ssbh", "bh"),
            short_name="plant_id",
        ),
        Field(
            name="plant_name", type=FieldType.TEXT, title_zh="设施名称", title_en="Name",
            accepted_names=("name", "名称", "站点名称", "设施名", "mc", "ssmc"), short_name="name",
        ),
        Field(
            name="plant_kind", type=FieldType.TEXT, title_zh="设施类别", title_en="Kind",
            choices=(
                Choice(value="town_works", title_zh="城镇污水处理厂",
                       title_en="Town treatment works",
                       accepted=("污水处理厂", "镇污水处理厂", "乡镇污水处理厂", "污水厂", "wwtp",
                                 "wastewater_plant", "treatment works")),
                Choice(value="connection_point", title_zh="既有管网接入点",
                       title_en="Connection to an existing sewer",
                       accepted=("接入点", "接管点", "管网接入点", "接入井", "outlet", "outfall")),
                Choice(value="cluster_plant", title_zh="集中处理站", title_en="Cluster plant",
                       accepted=("污水处理站", "处理站", "一体化设备", "微动力", "小型污水处理站",
                                 "集中式",
                                 "一体化处理设施")),
                Choice(value="wetland", title_zh="人工湿地", title_en="Constructed wetland",
                       accepted=("湿地", "生态湿地", "氧化塘", "稳定塘")),
            ),
            accepted_names=("kind", "type", "类别", "类型", "设施类型", "处理工艺", "sslx", "sslb",
                            "lx"),
            short_name="kind",
        ),
        Field(
            name="capacity_m3_d", type=FieldType.REAL, title_zh="处理能力", title_en="Capacity",
            unit="m3/d", minimum=0, maximum=1e6,
            accepted_names=("capacity", "处理规模", "设计规模", "日处理能力", "处理量", "规模",
                            "clnl", "clgm"),
            short_name="cap_m3_d",
        ),
        Field(
            name="invert_level_m", type=FieldType.REAL, title_zh="进水管底标高",
            title_en="Inlet invert level", unit="m", minimum=-500, maximum=9000,
            accepted_names=("invert", "invert level", "inlet level", "进水标高", "管底标高",
                            "接入标高",
                            "进水管标高", "jsbg", "gdbg"),
            short_name="invert_m",
        ),
    ),
)  # fmt: skip

TERRAIN = LayerSchema(
    role="terrain",
    title_zh="地形高程",
    title_en="Terrain",
    geometry=GeometryKind.RASTER,
    fields=(),
)
BASEMAP = LayerSchema(
    role="basemap",
    title_zh="底图",
    title_en="Base map",
    geometry=GeometryKind.RASTER,
    fields=(),
)
