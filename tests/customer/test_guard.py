"""The guard: what the customer never says, and what sounds alike and is his."""

import pytest

from sim.customer.mind.direction import Direction
from sim.customer.voice.guard import GuardScene, SentenceCutter, cleaned, ends_as_directed, objection, with_vague_figure
from sim.domain.archetype import Beat
from sim.domain.mood import Mood, Outcome, Stage
from tests.customer.builders import cast


def scene(
    stage: Stage = Stage.OUTBURST,
    *,
    who: str = "irritable-threatening",
    outcome: Outcome | None = None,
    intensity: int = 2,
    spoken: tuple[str, ...] = (),
    heard: str = "您好，请您慢慢说。",
    told: tuple[str, ...] = ("missed-visit", "room-temperature", "earlier-calls"),
    so_far: str = "",
) -> GuardScene:
    direction = Direction(Beat.NOTHING, Beat.DEMAND, Mood(8, 3, stage), 1, outcome=outcome)
    return GuardScene(
        cast(who, intensity=intensity),
        direction,
        spoken=spoken,
        heard=heard,
        dialogue="\n".join((*spoken, heard)),
        told=told,
        so_far=so_far,
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "抱歉，我理解。",
        "非常抱歉给您带来不便。",
        "我帮您查一下工单。",
        "我们会尽快安排师傅上门。",
        "我理解你的心情。",
        "建议你先用电暖器。",
        "你可以先拨打维修电话。",
        "请问有什么可以帮你？",
        "我是榆湾热力的客服小李。",
        "对不起，我刚才没听清。",
        "客服：我马上给你登记。",
        "感谢您的耐心等待。",
        "请放心，我会尽快处理好。",
        "你的问题我们已经记录了。",
        "作为客服，我有责任帮忙。",
        "我会向上级反馈这件事。",
        "你有没有什么问题？",
        "那你有啥问题？",
        "你找我做什么的，你知道吗？",
        "我保证今晚加派测温员上门测温。",
        "明天一早就安排人上门。",
        "我明白你的意思。",
        "你等我的书面答复。",
        "你找别的部门吧。",
        "你有急事找我吗？",
        "我再给你说说。",
        "这个事情跟我们没关系。",
        "我派人把家里弄热，否则你要求退暖气费。",
        "你把家弄热了，我来帮你。",
        "我让你等书面答复。",
        "你不是我的顾客。",
        "你家的温度是多少？",
        "你给我们报修是哪天？",
        "你先冷静一下。",
        "我来和你协调，你先别急。",
        "你别急，我这就给你说明。",
        "我再道一次歉。",
        "你住哪？",
        "我叫张三，住东城区。",
        "我得去问他们，再告诉你。",
        "我先查清楚，然后答复你。",
        "你为什么发火？",
        "那我先把家里弄热吧。",
        "别再说要退暖气费！",
        "你怎么这么激动？",
        "你找谁？",
        "我可没让你在家等。",
        "客户一直在家等，测温员没有到。",
        "你说错了，我不会退暖气费。",
        "你们家怎么了？",
        "不是你这个样子，你投诉是真心的。",
        "我这就给你们一个准点儿。",
        "那我们怎么处理？",
        "好，我这就看看，然后给你说。",
        "你得等我书面的答复。",
        "你来干嘛？",
        "我再问你还有没有其他问题。",
    ],
)
def test_stops_the_agents_words(sentence: str) -> None:
    assert objection(sentence, scene(Stage.EASING)) == "agent"


@pytest.mark.parametrize(
    "sentence",
    [
        "对不起能当饭吃吗？",
        "你一句“非常抱歉给您带来不便”就想打发我？",
        "道歉顶什么用！",
        "你帮我查了吗你就说没有？",
        "今天派人来，把我家弄热！",
        "这四个字能当暖气使吗？",
        "你再诚挚十遍，我屋里也不长一度。",
        "我和他妈一上午没敢出门！",
        "谁来修，几点来，你给我说清楚！",
        "你们的人呢，一上午没个影！",
        "抱歉抱歉，你除了这句还会什么？",
        "我等了一上午，连个电话都没有。",
        "行，你接着编。",
        "你们让我找别的部门，我找谁去？",
        "别跟我说这事跟你们没关系！",
        "我满意个什么！",
        "我同意什么了我？",
        "你急什么，我还没说完呢！",
        "我先把话说明白，退钱是退钱，修是修。",
        "我打电话问你们，你们再推给我？",
        "就算你说的没错，我这一上午谁赔？",
        "你说得对不对，你心里没数？",
        "我找谁？你说我找谁！",
    ],
)
def test_lets_the_customers_own_words_pass(sentence: str) -> None:
    assert objection(sentence, scene()) is None


@pytest.mark.parametrize(
    ("sentence", "stage", "reason"),
    [
        ("谢谢你啊。", Stage.EASING, "thanks"),
        ("好的，我等着。", Stage.OUTBURST, "yield"),
        ("好吧。", Stage.STALEMATE, "yield"),
        ("那我再等等。", Stage.CONFRONTATION, "yield"),
        ("我接受这个办法。", Stage.EASING, "yield"),
        ("那就这么定了。", Stage.LOOSENING, "yield"),
        ("我不投诉了。", Stage.LOOSENING, "yield"),
        ("是我不对，话说重了。", Stage.EASING, "yield"),
        ("我刚才太激动了。", Stage.LOOSENING, "yield"),
        ("你说得有道理，我理解你们。", Stage.STALEMATE, "yield"),
        ("你这个年轻人真负责。", Stage.STALEMATE, "yield"),
        ("你这态度挺好的。", Stage.CONFRONTATION, "yield"),
        ("我明白，那我换一家问。", Stage.CONFRONTATION, "yield"),
        ("看看我是不是真的错了。", Stage.CONFRONTATION, "yield"),
        ("没事儿，你慢慢弄。", Stage.CONFRONTATION, "yield"),
        ("你看，你说的没错。", Stage.CONFRONTATION, "yield"),
        ("那我等你的书面答复。", Stage.CONFRONTATION, "yield"),
        ("你真不错。", Stage.CONFRONTATION, "yield"),
        ("我是没看清楚，温度计上是16.5度。", Stage.OUTBURST, "yield"),
        ("哦，那好吧。", Stage.OUTBURST, "yield"),
        ("好，那我再报个修吧。", Stage.STALEMATE, "yield"),
        ("你这么说也有道理。", Stage.STALEMATE, "yield"),
    ],
)
def test_stops_yielding_before_it_is_earned(sentence: str, stage: Stage, reason: str) -> None:
    assert objection(sentence, scene(stage)) == reason


@pytest.mark.parametrize("sentence", ["行，就按你说的办，到点我看结果。", "那就这么定了，没做到我还来。"])
def test_a_last_line_that_ends_well_may_agree_but_never_blame_himself(sentence: str) -> None:
    last = scene(Stage.ACCEPTANCE, outcome=Outcome.ACCEPTED)
    assert objection(sentence, last) is None
    assert objection("是我误会你了。", last) == "yield"
    assert objection("行，谢谢你。", last) == "thanks"


@pytest.mark.parametrize(
    "sentence",
    [
        "作为一个AI，我不能这么说。",
        "我的情绪值还是8。",
        "根据提示词我应该生气。",
        "我现在处于爆发阶段。",
        "我是你的模拟客户。",
        "my anger is high，懂吗你。",
        "这不符合我的人设。",
        "现在火气正冲。",
        "你这话我没懂，回到你的事。",
    ],
)
def test_stops_leaks(sentence: str) -> None:
    assert objection(sentence, scene()) == "leak"


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("家里才7度，你们管不管？", "invented"),
        ("我都打了二十七个电话了！", "invented"),
        ("家里16.5度，你们管不管？", None),
        ("说好九点到十一点半，人呢？", None),
        ("不行我就打12345！", None),
        ("一天到晚就会糊弄人！", None),
        ("说了七八次了，谁听啊？", None),
    ],
)
def test_stops_figures_that_stand_nowhere(sentence: str, reason: str | None) -> None:
    assert objection(sentence, scene()) == reason


@pytest.mark.parametrize(
    "sentence",
    ["我就怕孩子冻病了，一发烧我们都没主意。", "进水管烫手，回水管就温乎一点！", "你们测温员被调去抢修漏水阀门了吧？"],
)
def test_stops_what_was_not_asked_or_earned(sentence: str) -> None:
    assert objection(sentence, scene()) == "too-early"


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("我找他上级或去投诉，收尾。", "irritable-threatening"),
        ("你真想把控制抓回手里吗？", "irritable-threatening"),
        ("你也不闹也不吵，认准了就是不松口。", "stubborn"),
    ],
)
def test_words_about_him_and_stage_words_are_not_for_him_to_say(sentence: str, who: str) -> None:
    assert objection(sentence, scene(who=who)) == "leak"


@pytest.mark.parametrize(
    "sentence", ["20719，我记下了。", "晚上七点到九点，谁来？", "19点是吧，我记着。", "五点半没人来我还打！"]
)
def test_figures_of_the_trainee_are_known_in_any_notation(sentence: str) -> None:
    assert objection(sentence, scene(heard="单号20719，今晚19:00至21:00上门，17:30前给您回电。")) is None


@pytest.mark.parametrize(
    ("line", "outcome", "ends"),
    [
        ("得，就到五点半，到点我看。", Outcome.ACCEPTED, True),
        ("不行，这个我不认。", Outcome.ACCEPTED, False),
        ("你们这是干什么吃的！", Outcome.LEFT, False),
        ("录音我交上去，找能管你的人说。", Outcome.ESCALATED, True),
        ("不跟你耗了，挂了。", Outcome.LEFT, True),
    ],
)
def test_an_ending_is_known_by_its_meaning(line: str, outcome: Outcome, ends: bool) -> None:
    assert ends_as_directed(line, outcome) is ends


def test_stops_a_denial_of_what_he_just_said() -> None:
    assert objection("我来守着暖气。", scene(so_far="说我不来守着暖气。你呢？")) == "garbage"


def test_a_clause_said_before_is_a_repeat() -> None:
    spoken = ("你别绕，我问你对哪句话有意见。",)
    assert objection("你没说全，我问你对哪句话有意见。", scene(spoken=spoken)) == "repeat"


def test_a_told_fact_may_be_told() -> None:
    told = scene(told=("missed-visit", "room-temperature", "self-check"))
    assert objection("进水管烫手，回水管就温乎一点！", told) is None


def test_stops_repeats_and_parrots() -> None:
    spoken = ("你们到底管不管？一上午连个人影都没有！",)
    assert objection("一上午连个人影都没有！", scene(spoken=spoken)) == "repeat"
    heard = "今晚七点到九点我加派测温员上门给您测温。"
    assert objection("今晚七点到九点加派测温员上门测温。", scene(heard=heard)) == "parrot"


@pytest.mark.parametrize(
    ("so_far", "sentence"),
    [("你说你叫他做主，谁叫你？", "我找你叫你做主？"), ("你那句话我记着了。", "我记着你那句话。")],
)
def test_stops_babble_that_turns_its_own_words_over(so_far: str, sentence: str) -> None:
    assert objection(sentence, scene(so_far=so_far)) == "babble"


@pytest.mark.parametrize(
    ("so_far", "sentence"),
    [
        ("你说派人，人呢？", "你说打电话，电话呢？"),
        ("我等了一上午。", "你知道等一上午什么滋味？"),
        ("退钱！", "今天就退，少一分我不走！"),
    ],
)
def test_parallel_sentences_are_no_babble(so_far: str, sentence: str) -> None:
    assert objection(sentence, scene(so_far=so_far)) is None


@pytest.mark.parametrize(
    ("sentence", "intensity", "reason"),
    [
        ("你他妈管不管？", 3, "insult"),
        ("信不信我弄死你？", 3, "insult"),
        ("你全家都住冰窖去！", 3, "insult"),
        ("你就是个废物！", 2, "insult"),
        ("你就是个废物！", 3, None),
        ("你就是个摆设！", 1, "insult"),
        ("你就是个摆设！", 2, None),
        ("听得懂话吗你？", 1, None),
    ],
)
def test_holds_to_the_intensity(sentence: str, intensity: int, reason: str | None) -> None:
    assert objection(sentence, scene(who="hurtful-speech", intensity=intensity)) == reason


def test_stops_garbage_and_length() -> None:
    assert objection("Sure, let me think about it.", scene()) == "garbage"
    assert objection("啊啊啊啊啊啊啊啊啊！", scene()) == "garbage"
    assert objection("你找我来解决，我理应该理应该。", scene()) == "garbage"
    assert objection("你就说管不管，到底管不管？", scene()) is None
    assert objection("你们怎么办事的，" * 9, scene()) in ("garbage", "too-long")
    assert objection("先把人派来再说别的行不行？", scene(so_far="你" * 44)) == "too-long"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("客户：你们管不管？", "你们管不管？"),
        ("你：对不起。", "对不起。"),
        ("“你们管不管？”", "你们管不管？"),
        ("（拍桌子）你们管不管？", "你们管不管？"),
        ("**客户**：你们管不管？", "你们管不管？"),
        ("*冷笑*你也好意思说。", "你也好意思说。"),
        ("你那句“尽快”算什么？", "你那句“尽快”算什么？"),
        ("（沉默）", ""),
        ("行,你说,几点?!", "行，你说，几点？！"),
        ("家里16.5度,19:00来不来?", "家里16.5度，19:00来不来？"),
        ("我说...你听.", "我说……你听。"),
        ("好吗？。", "好吗？"),
    ],
)
def test_strips_labels_quotes_and_stage_directions(raw: str, shown: str) -> None:
    assert cleaned(raw) == shown


def test_cuts_only_whole_sentences() -> None:
    cutter = SentenceCutter()
    out = [sentence for piece in ("人呢", "？！说", "好九点", "的。你", "倒是") for sentence in cutter.feed(piece)]
    assert out == ["人呢？！", "说好九点的。"]
    assert cutter.flush() == "你倒是"


def test_a_sentence_is_given_out_with_its_end_mark_and_later_marks_are_dropped() -> None:
    cutter = SentenceCutter()
    assert cutter.feed("人呢？") == ["人呢？"]
    assert [*cutter.feed("！"), *cutter.feed("\n"), *cutter.feed("说好九点的。")] == ["说好九点的。"]
    assert cutter.flush() == ""


def test_a_quotation_is_not_cut_before_its_closing_mark() -> None:
    cutter = SentenceCutter()
    assert cutter.feed("你说“马上。") == []
    assert cutter.feed("”人呢？") == ["你说“马上。”", "人呢？"]


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("我都打了53次电话了，到底谁管？", "我都打了好几次电话了，到底谁管？"),
        ("我请了三十七个小时的假！", "我请了好几个小时的假！"),
        ("今天第32个人跟我说再等等了！", "今天不知第几个人跟我说再等等了！"),
        ("你们64号窗口也是这么推的！", "你们那个窗口也是这么推的！"),
        ("你把97号那张工单调出来给我看！", "你把那张工单调出来给我看！"),
        ("上周25号就说有人来，人呢？", "上周那天就说有人来，人呢？"),
        ("隔壁12单元怎么就给办了？", "隔壁那单元怎么就给办了？"),
        ("赔我500块！", "赔我500块！"),
        ("家里才7度，你们管不管？", "家里才7度，你们管不管？"),
        ("我打了53次，等了72个小时！", "我打了53次，等了72个小时！"),
        ("昨天打了三次电话！", "昨天打了三次电话！"),
        ("这四次谁接的？", "这几次谁接的？"),
        ("每五天催一回！", "每五天催一回！"),
    ],
)
def test_one_made_up_count_is_said_vaguely_and_all_else_is_left(sentence: str, shown: str) -> None:
    assert with_vague_figure(sentence, scene(heard="您说昨天打了三次电话。")) == shown
