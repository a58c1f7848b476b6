"""Names stand in the order a Kazakh or Russian reader looks for them."""

from qorgan.web.components.alphabet import in_order


def test_kazakh_letters_stand_in_their_places():
    names = [
        "Ясы",
        "Қазақстан",
        "Италия",
        "Әзербайжан",
        "Ұлыбритания",
        "Алтай",
        "Кипр",
        "Өзбекстан",
        "Оман",
        "Ёлкино",
    ]
    assert sorted(names, key=in_order) == [
        "Алтай", "Әзербайжан", "Ёлкино", "Италия", "Кипр", "Қазақстан", "Оман", "Өзбекстан", "Ұлыбритания", "Ясы",
    ]  # fmt: skip


def test_capitals_do_not_count_and_latin_comes_first():
    assert sorted(["бір", "Анар", "Zoo", "ата"], key=in_order) == ["Zoo", "Анар", "ата", "бір"]
