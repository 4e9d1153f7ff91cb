"""Everything that is written by hand: names, valleys, villages and their numbers.

All names are invented. Township part 999 of the area codes is not a number
that the coding rules give out, so no code can belong to a real place.
"""

from __future__ import annotations

from dataclasses import dataclass

SEED = 20220901
CRS = "EPSG:4546"  # CGCS2000, 3-degree zone, central meridian 111 E
LEFT_M, BOTTOM_M = 560_000.0, 3_570_000.0
WIDTH_M, HEIGHT_M = 12_000.0, 10_000.0
TOWNSHIP_NAME = "青石岭镇"
TOWNSHIP_CODE = "420682999"


@dataclass(frozen=True, kw_only=True)
class Valley:
    """A stream from its mouth to its head.

    Attributes
    ----------
    points_km
        Course, kilometres from the lower left corner, mouth first.
    parent
        Name of the valley it joins; empty for the main river.
    floor_m
        Half width of the flat valley floor.
    rise_m, reach_m
        Height of the hills above the floor, and the distance over which they rise.
    gradient_mouth, gradient_head
        Fall of the stream at its two ends; linear between.
    """

    name: str
    points_km: tuple[tuple[float, float], ...]
    parent: str = ""
    floor_m: float = 60.0
    rise_m: float = 270.0
    reach_m: float = 620.0
    gradient_mouth: float = 0.016
    gradient_head: float = 0.075


TOWN_KM = (6.95, 4.92)
SCENIC_KM = (8.05, 2.2)
VIEWPOINT_KM = (7.6, 8.9)

RIVER = "青石河"
RIVER_MOUTH_LEVEL_M = 156.0
VALLEYS = (
    Valley(
        name=RIVER,
        points_km=(
            (12.6, 1.9),
            (11.0, 2.7),
            (9.8, 3.6),
            (8.2, 4.5),
            (6.6, 4.8),
            (5.0, 5.4),
            (3.2, 5.9),
            (1.5, 6.8),
            (-0.6, 7.3),
        ),
        floor_m=260.0,
        rise_m=330.0,
        reach_m=800.0,
        gradient_mouth=0.004,
        gradient_head=0.007,
    ),
    Valley(name="板桥溪", parent=RIVER, points_km=((2.2, 6.5), (2.6, 7.6), (2.2, 8.7), (2.6, 9.8))),
    Valley(
        name="枫树河",
        parent=RIVER,
        gradient_head=0.085,
        points_km=((4.4, 5.6), (4.9, 6.6), (4.6, 7.7), (5.2, 8.8), (5.4, 9.6)),
    ),
    Valley(
        name="石板河",
        parent=RIVER,
        gradient_head=0.105,
        points_km=((7.4, 4.7), (7.7, 5.9), (7.3, 7.0), (8.0, 8.0), (7.8, 9.2)),
    ),
    Valley(
        name="干沟", parent="石板河", points_km=((7.3, 7.0), (6.6, 7.7), (6.4, 8.6)), floor_m=40.0
    ),
    Valley(
        name="杨家河",
        parent=RIVER,
        floor_m=80.0,
        points_km=((9.0, 4.1), (9.8, 5.2), (9.7, 6.4), (10.4, 7.4), (10.3, 8.6)),
    ),
    Valley(
        name="松树沟",
        parent="杨家河",
        points_km=((9.8, 5.3), (10.8, 5.7), (11.5, 6.5)),
        floor_m=40.0,
    ),
    Valley(
        name="古楼河",
        parent=RIVER,
        floor_m=110.0,
        gradient_mouth=0.012,
        points_km=((2.6, 6.2), (2.2, 5.0), (1.6, 3.9), (1.8, 2.6), (1.4, 1.4)),
    ),
    Valley(
        name="茶园溪",
        parent=RIVER,
        points_km=((5.2, 5.3), (4.7, 4.2), (4.1, 3.2), (4.3, 2.0), (3.7, 1.0)),
    ),
    Valley(
        name="竹溪", parent="茶园溪", points_km=((4.7, 4.2), (5.5, 3.4), (5.9, 2.5), (5.7, 1.4))
    ),
    Valley(
        name="响水溪",
        parent=RIVER,
        gradient_head=0.09,
        points_km=((8.4, 4.4), (7.9, 3.5), (8.1, 2.4), (7.6, 1.3)),
    ),
    Valley(
        name="梅子沟", parent=RIVER, points_km=((10.2, 3.3), (10.1, 2.2), (9.6, 1.2), (9.9, 0.3))
    ),
)


@dataclass(frozen=True, kw_only=True)
class Village:
    """One administrative village.

    Attributes
    ----------
    centre_km
        Seat of its committee, kilometres from the lower left corner.
    households, to_renovate
        Households in all, and those whose toilet does not meet the standard.
    groups
        Hamlets, the seat included.
    piped_water_share
        Share of its houses with piped water.
    farmstead_share
        Share of its houses that stand alone.
    core_share
        Share of its houses at the seat.
    is_dense
        Houses wall to wall along narrow lanes, hardly any yards.
    """

    number: int
    name: str
    centre_km: tuple[float, float]
    households: int
    to_renovate: int
    groups: int
    piped_water_share: float = 0.93
    farmstead_share: float = 0.08
    core_share: float = 0.28
    biogas_share: float = 0.08
    is_dense: bool = False
    is_seat: bool = False
    is_high: bool = False

    @property
    def code(self) -> str:
        """12-digit area code."""
        return f"{TOWNSHIP_CODE}{self.number}"


VILLAGES = (
    Village(
        number=200,
        name="青石街村",
        centre_km=(6.95, 4.92),
        households=780,
        to_renovate=150,
        groups=5,
        piped_water_share=0.99,
        farmstead_share=0.02,
        core_share=0.68,
        is_seat=True,
    ),
    Village(
        number=201,
        name="柳林湾村",
        centre_km=(3.15, 6.2),
        households=460,
        to_renovate=100,
        groups=7,
        farmstead_share=0.05,
    ),
    Village(
        number=202,
        name="双河口村",
        centre_km=(9.35, 4.15),
        households=450,
        to_renovate=100,
        groups=7,
        farmstead_share=0.05,
    ),
    Village(
        number=203,
        name="板桥沟村",
        centre_km=(2.5, 7.9),
        households=350,
        to_renovate=130,
        groups=7,
        biogas_share=0.2,
    ),
    Village(
        number=204,
        name="大枫树村",
        centre_km=(4.75, 7.0),
        households=360,
        to_renovate=110,
        groups=6,
    ),
    Village(
        number=205,
        name="黄土垭村",
        centre_km=(5.15, 8.6),
        households=260,
        to_renovate=170,
        groups=7,
        piped_water_share=0.3,
        farmstead_share=0.25,
        core_share=0.2,
        is_high=True,
    ),
    Village(
        number=206,
        name="石板河村",
        centre_km=(7.5, 6.55),
        households=400,
        to_renovate=110,
        groups=7,
    ),
    Village(
        number=207,
        name="云雾坪村",
        centre_km=(7.95, 8.5),
        households=230,
        to_renovate=150,
        groups=6,
        piped_water_share=0.4,
        farmstead_share=0.25,
        core_share=0.22,
        is_high=True,
    ),
    Village(
        number=208,
        name="杨家畈村",
        centre_km=(9.75, 6.1),
        households=380,
        to_renovate=120,
        groups=7,
    ),
    Village(
        number=209,
        name="古楼畈村",
        centre_km=(1.85, 4.25),
        households=420,
        to_renovate=290,
        groups=4,
        core_share=0.7,
        farmstead_share=0.04,
        is_dense=True,
    ),
    Village(
        number=210,
        name="茶园冲村",
        centre_km=(4.3, 3.3),
        households=330,
        to_renovate=100,
        groups=6,
        farmstead_share=0.12,
    ),
    Village(
        number=211,
        name="竹溪沟村",
        centre_km=(5.75, 2.85),
        households=290,
        to_renovate=100,
        groups=6,
        farmstead_share=0.12,
        biogas_share=0.45,
    ),
    Village(
        number=212,
        name="响水洞村",
        centre_km=(8.0, 2.8),
        households=290,
        to_renovate=100,
        groups=6,
        farmstead_share=0.12,
    ),
)

HAMLET_FIRST = "上下前后大小东西南北新老高长"
HAMLET_LAST = ("湾", "院子", "坪", "岗", "冲", "坡", "垭", "河", "台子", "塘", "坳", "咀")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "国建明华文秀英玉兰德春桂芳志军红平成贵福才清云山林海正光荣发友全忠永安学家金银凤菊梅生根"


def metres(point_km: tuple[float, float]) -> tuple[float, float]:
    """Map coordinates of a place given in kilometres from the lower left corner."""
    return LEFT_M + 1000.0 * point_km[0], BOTTOM_M + 1000.0 * point_km[1]
