"""What administrators say in a command's first word, in either language."""

ADD = frozenset({"add", "set", "добавить", "+"})
CHANGE = frozenset({"change", "edit", "изменить"})
REMOVE = frozenset({"remove", "del", "delete", "drop", "убрать", "удалить", "-"})
