"""Every way the vault can refuse. A message never holds what was sealed, a key, or a token."""

from __future__ import annotations

from typing import Final

# code -> the sentence in Kazakh, Russian and English. Shown to operators, and to officers as "cannot be
# opened".
CODES: Final[dict[str, dict[str, str]]] = {
    "VAU-01": {
        "kk": "Жабық жазба ашылмады: ол өзгертілген, басқа жерге көшірілген немесе кілті сай келмейді.",
        "ru": "Закрытая запись не открылась: она изменена, перенесена в другое место или ключ не подходит.",
        "en": "The sealed record did not open: it was altered or moved, or the key does not fit.",
    },
    "VAU-02": {
        "kk": "Жабық жазбаның пішімі белгісіз немесе толық емес.",
        "ru": "Формат закрытой записи неизвестен или запись неполная.",
        "en": "The sealed record has an unknown format or is incomplete.",
    },
    "VAU-03": {
        "kk": "Бұл жазба басқа кілтпен жабылған.",
        "ru": "Эта запись закрыта другим ключом.",
        "en": "This record was sealed under another key.",
    },
    "VAU-04": {
        "kk": "Сақталған кілт ашылмады: ол өзгертілген немесе басқа жазбаға тиесілі.",
        "ru": "Сохранённый ключ не открылся: он изменён или относится к другой записи.",
        "en": "The stored key did not open: it was altered or belongs to another record.",
    },
    "VAU-05": {
        "kk": "Бұл кілтті ашатын негізгі кілт кілт файлында жоқ.",
        "ru": "В файле ключей нет основного ключа, которым закрыт этот ключ.",
        "en": "The key file does not hold the instance key that closed this key.",
    },
    "VAU-06": {
        "kk": "Жабу орны қате берілген: өріс атауы мен нұсқасын тексеріңіз.",
        "ru": "Место закрытия указано неверно: проверьте имя поля и версию.",
        "en": "The place of the seal is not well formed: check the field name and version.",
    },
    "VAU-07": {
        "kk": "Қолтаңба сәйкес емес.",
        "ru": "Подпись не подходит.",
        "en": "The signature does not match.",
    },
    "VAU-08": {
        "kk": "Хабарлама ашылмады: ол өзгертілген немесе басқа алушыға арналған.",
        "ru": "Сообщение не открылось: оно изменено или предназначено другому получателю.",
        "en": "The message did not open: it was altered or is meant for another receiver.",
    },
    "VAU-10": {
        "kk": "Кілт файлы жоқ немесе оқылмайды.",
        "ru": "Файла ключей нет, или его нельзя прочитать.",
        "en": "The key file is missing or cannot be read.",
    },
    "VAU-11": {
        "kk": "Кілт файлын басқа пайдаланушылар да аша алады. Рұқсатты 0400 етіңіз.",
        "ru": "Файл ключей доступен другим пользователям. Установите права 0400.",
        "en": "Other users of this machine can reach the key file. Set its mode to 0400.",
    },
    "VAU-12": {
        "kk": "Кілт файлы деректер қалтасының ішінде тұр. Оны бөлек жерге көшіріңіз.",
        "ru": "Файл ключей лежит внутри папки данных. Перенесите его в другое место.",
        "en": "The key file lies inside the data folder. Move it elsewhere.",
    },
    "VAU-13": {
        "kk": "Кілт файлы бүлінген немесе бұл кілт файлы емес.",
        "ru": "Файл ключей повреждён, или это не файл ключей.",
        "en": "The key file is damaged or is not a key file.",
    },
    "VAU-14": {
        "kk": "Кілт файлы бұрыннан бар; оның үстінен жазылмайды.",
        "ru": "Файл ключей уже существует; он не будет перезаписан.",
        "en": "The key file already exists; it will not be overwritten.",
    },
    "VAU-15": {
        "kk": "Кілт командасы жауап бермеді немесе қате қайтарды.",
        "ru": "Команда ключей не ответила или вернула ошибку.",
        "en": "The key command did not answer or returned an error.",
    },
    "VAU-16": {
        "kk": "Қолданыстағы кілтті алып тастауға болмайды: алдымен жаңасын қосып, кілттерді қайта жабыңыз.",
        "ru": "Действующий ключ убрать нельзя: сначала добавьте новый и перезакройте ключи.",
        "en": "The key in use cannot be removed: add a new one and rewrap the keys first.",
    },
    "VAU-17": {
        "kk": "Бөлімшенің кілті ашылмады: құпиясөз керек немесе ол қате.",
        "ru": "Ключ подразделения не открылся: нужен пароль, или он неверный.",
        "en": "The unit's key did not open: it needs its passphrase, or the passphrase is wrong.",
    },
    "VAU-18": {
        "kk": "Бұл бөлімшенің ашық кілті емес: онда 44 таңба болады.",
        "ru": "Это не открытый ключ подразделения: в нём 44 знака.",
        "en": "This is not a unit's public key: it has 44 letters and signs.",
    },
}


class VaultError(Exception):
    """A refusal with a stable code (`VAU-NN`). `hint` may name a file or an operation, never a secret."""

    def __init__(self, code: str, hint: str = "") -> None:
        self.code = code
        self.hint = hint
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """The sentence in `kk`, `ru` or `en` (English for any other), with its code and the hint."""
        sentence = CODES[self.code].get(language, CODES[self.code]["en"])
        return f"{self.code}: {sentence}" + (f" ({self.hint})" if self.hint else "")

    def __reduce__(self) -> tuple[type[VaultError], tuple[str, str]]:
        return (VaultError, (self.code, self.hint))
