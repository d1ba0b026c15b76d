"""One case of our own for the detectors that read a line against a scenario."""

from sim.domain.moves import Move, MoveKind, Reading
from sim.domain.scenario import CaseFact, Fault, HiddenNeed, Responsibility, Scenario
from sim.domain.text import Bilingual
from sim.reading import ReadingContext, default_reader

GYM = Scenario(
    id="gym-card",
    title=Bilingual("停卡没录，会费照扣"),
    trade=Bilingual("健身房"),
    facts=(
        CaseFact("f1", "10月8日申请停卡30天，前台没有录入系统"),
        CaseFact("f2", "11月照扣会费268元"),
        CaseFact("f3", "顾客膝盖半月板手术，医嘱休息三个月"),
    ),
    responsibility=(
        Responsibility("停卡申请没有录入", Fault.OURS, True),
        Responsibility("膝盖受伤是否与器械有关", Fault.UNCLEAR, False),
    ),
    hidden_need=HiddenNeed("担心膝盖落下病根，以后不能跑步"),
    authority=("补录停卡30天", "多扣的268元原路退回", "会籍顺延三个月", "免费康复课两节"),
    forbidden=("不得承诺退整年会费", "查清前承认器械有问题"),
)
CUSTOMER = "我膝盖做手术停卡，你们照扣268，一个月没人理我！"
READER = default_reader()


def read(text: str, customer: str = CUSTOMER, earlier: tuple[str, ...] = ()) -> Reading:
    return READER.read(text, ReadingContext(GYM, customer, earlier, 2))


def moves(text: str, kind: MoveKind, customer: str = CUSTOMER, earlier: tuple[str, ...] = ()) -> list[Move]:
    return [move for move in read(text, customer, earlier).moves if move.kind is kind]
