// The page's own texts. Messages in the chats are the bot's and the people's, in their languages.

import { recall, remember } from "./prefs.js";

// key: [Russian, English]; a plural is [[one, few, many], [one, many]].
const TEXTS = {
  "title": ["Песочница поддержки", "Support sandbox"],
  "language.switch": ["Interface in English", "Интерфейс на русском"],
  "language.other": ["EN", "RU"],
  "language.ru": ["Русский", "Russian"],
  "language.en": ["Английский", "English"],
  "connecting": ["Подключение…", "Connecting…"],
  "connection.lost": ["Нет связи с песочницей, подключаемся заново…", "No connection to the sandbox, reconnecting…"],
  "clock": ["Часы песочницы:", "Sandbox clock:"],

  "bot.running": ["Бот работает", "Bot is running"],
  "bot.stopped": ["Бот остановлен", "Bot is stopped"],
  "bot.starting": ["Бот запускается…", "Bot is starting…"],
  "bot.start": ["Запустить", "Start"],
  "bot.stop": ["Остановить", "Stop"],
  "bot.kill": ["Убить", "Kill"],
  "bot.stop.hint": ["Остановить штатно: бот закончит начатое", "Graceful stop: the bot finishes what it is doing"],
  "bot.kill.hint": ["Завершить мгновенно, как kill -9", "Stop at once, like kill -9"],
  "bot.start.hint": ["Запустить бота", "Start the bot"],
  "bot.word": ["бот", "bot"],

  "lab": ["Лаборатория", "Laboratory"],
  "lab.time": ["Часы песочницы", "Sandbox clock"],
  "lab.time.hint": ["Время переводится и для бота: шагами не длиннее 11 часов, чтобы он ничего не пропустил.", "Time moves for the bot too, in steps of 11 hours at most, so that it misses nothing."],
  "lab.time.passing": ["Время идёт, ждём бота…", "Time is passing, waiting for the bot…"],
  "lab.hours": ["+{n} ч", "+{n} h"],
  "lab.days": [["+{n} день", "+{n} дня", "+{n} дней"], ["+{n} day", "+{n} days"]],
  "lab.customer": ["Клиент", "Customer"],
  "lab.blocked": ["Бот заблокирован", "Bot is blocked"],
  "lab.topics": ["Темы включены", "Topics are on"],
  "lab.present": ["Бот в группе", "Bot is in the group"],
  "lab.topic": ["Открытая тема", "Open topic"],
  "lab.topic.none": ["Откройте тему в группе", "Open a topic in the group"],
  "lab.topic.delete": ["Удалить", "Delete"],
  "lab.number": ["Номер группы", "Group number"],
  "lab.migrate": ["Сменить", "Change"],
  "lab.migrate.hint": ["Так бывает, когда обычная группа становится супергруппой. Новый номер бот узнает после перезапуска.", "As when a basic group becomes a supergroup. The bot gets the new number when it is restarted."],
  "lab.telegram": ["Telegram", "Telegram"],
  "lab.weather.normal": ["В порядке", "Normal"],
  "lab.weather.slow": ["Медленно", "Slow"],
  "lab.weather.faulty": ["Сбоит", "Faulty"],
  "lab.weather.normal.hint": ["Отвечает сразу", "Answers at once"],
  "lab.weather.slow.hint": ["Каждый запрос бота длится на 2 секунды дольше", "Each call of the bot takes 2 seconds longer"],
  "lab.weather.faulty.hint": ["На каждый третий запрос бота — ошибка 502", "Each third call of the bot gets error 502"],
  "lab.weather.hint": ["Медленно: каждый запрос бота на 2 секунды дольше. Сбоит: каждый третий получает ошибку 502.", "Slow: each call of the bot takes 2 seconds longer. Faulty: each third one gets error 502."],
  "lab.limits": ["Ограничения на частоту сообщений", "Message rate limits"],
  "lab.people": ["Люди", "People"],
  "lab.side.customer": ["клиент", "customer"],
  "lab.side.staff": ["сотрудник", "agent"],
  "lab.remove": ["Удалить аккаунт: {name}", "Delete the account of {name}"],

  "tour": ["Знакомство", "Tour"],
  "tour.close": ["Закрыть знакомство", "Close the tour"],
  "tour.count": ["{n} из {sum}", "{n} of {sum}"],
  "tour.1.title": ["Вы — клиент", "You are the customer"],
  "tour.1.text": ["В чате с ботом нажмите «{start}».", "In the chat with the bot, press “{start}”."],
  "tour.2.title": ["Опишите проблему", "Describe the problem"],
  "tour.2.text": ["Выберите продукт и тип запроса, ответьте на вопросы, проверьте ответы и нажмите «{submit}».", "Choose a product and a request type, answer the questions, check the answers and press “{submit}”."],
  "tour.3.title": ["Теперь вы — сотрудник", "Now you are the agent"],
  "tour.3.text": ["В группе появилась тема с карточкой запроса. Откройте её и нажмите «{take}».", "A topic with the ticket’s card has appeared in the group. Open it and press “{take}”."],
  "tour.4.title": ["Ответьте клиенту", "Answer the customer"],
  "tour.4.text": ["Напишите ответ в теме: клиент его получит. Затем нажмите «{resolve}».", "Write an answer in the topic: the customer gets it. Then press “{resolve}”."],
  "tour.5.title": ["Снова вы — клиент", "You are the customer again"],
  "tour.5.text": ["Прочитайте ответ, нажмите «{confirm}» и поставьте оценку.", "Read the answer, press “{confirm}” and give a rating."],
  "tour.end.title": ["Готово!", "That is it!"],
  "tour.end.text": ["Запрос прошёл весь путь. В лаборатории можно перевести часы, заблокировать бота или устроить сбой Telegram.", "The ticket has gone all the way. In the laboratory you can move the clock, block the bot or make Telegram fail."],
  "tour.button.submit": ["Отправить", "Submit"],
  "tour.button.take": ["Взять", "Take"],
  "tour.button.resolve": ["Решено", "Resolve"],
  "tour.button.confirm": ["Подтвердить", "Confirm"],

  "tab.customer": ["Клиент", "Customer"],
  "tab.staff": ["Сотрудники", "Staff"],
  "pane.customer": ["Личные чаты с ботом", "Private chats with the bot"],
  "pane.staff": ["Группа сотрудников", "Staff group"],
  "people.customers": ["Вы — клиент", "You are the customer"],
  "people.staff": ["Вы — сотрудник", "You are the agent"],
  "people.choose.customer": ["Смотреть глазами клиента: {name}", "View as customer {name}"],
  "people.choose.staff": ["Писать от имени: {name}", "Act as {name}"],
  "people.add.customer": ["Добавить клиента", "Add a customer"],
  "people.add.staff": ["Добавить сотрудника", "Add an agent"],
  "people.name": ["Имя", "Name"],
  "people.language": ["Язык Telegram", "Telegram language"],
  "people.add": ["Добавить", "Add"],
  "people.none.customer": ["Клиентов пока нет. Добавьте клиента и напишите боту от его имени.", "No customers yet. Add one, then write to the bot as that customer."],
  "people.none.staff": ["В группе пока никого. Добавьте сотрудника, чтобы отвечать клиентам.", "Nobody is in the group yet. Add an agent to answer customers."],
  "people.deleted": ["Удалённый аккаунт", "Deleted account"],
  "members": [["{n} участник", "{n} участника", "{n} участников"], ["{n} member", "{n} members"]],

  "start.button": ["Начать", "Start"],
  "start.title": ["Что умеет этот бот?", "What can this bot do?"],
  "start.text": ["Здесь пока пусто. Нажмите «Начать», и бот ответит, как в Telegram.", "Nothing here yet. Press “Start” and the bot will reply, just like in Telegram."],
  "start.link": ["Или откройте бота по ссылке с параметром", "Or open the bot with a start parameter"],
  "start.payload": ["параметр", "parameter"],
  "start.payload.wrong": ["До 64 знаков: латинские буквы, цифры, _ и -", "Up to 64 characters: Latin letters, digits, _ and -"],
  "start.open": ["Открыть", "Open"],
  "menu.chat": ["Меню чата", "Chat menu"],
  "menu.start": ["Открыть по ссылке…", "Open with a link…"],
  "menu.block": ["Заблокировать бота", "Block the bot"],
  "menu.unblock": ["Разблокировать бота", "Unblock the bot"],
  "menu.language.ru": ["Язык клиента: русский", "Customer's language: Russian"],
  "menu.language.en": ["Язык клиента: английский", "Customer's language: English"],
  "blocked": ["{name} не получает сообщений: бот заблокирован", "{name} has blocked the bot and does not receive messages"],

  "group.none": ["Группы пока нет. Она появится, когда её создаст песочница.", "There is no group yet. It will appear once the sandbox creates it."],
  "group.choose": ["Выбрать чат", "Choose a chat"],
  "topics": ["Темы", "Topics"],
  "topics.open": ["Показать темы", "Show topics"],
  "topics.close": ["Скрыть темы", "Hide topics"],
  "topic.general": ["General", "General"],
  "topic.closed": ["Тема закрыта", "Topic is closed"],
  "topic.closed.hint": ["Тема закрыта. В Telegram писать в неё могут только администраторы.", "The topic is closed. In Telegram, only administrators can write in it."],
  "topic.empty": ["Сообщений нет", "No messages"],
  "unread": [["{n} непрочитанное", "{n} непрочитанных", "{n} непрочитанных"], ["{n} unread", "{n} unread"]],

  "chat.empty": ["Сообщений пока нет", "No messages yet"],
  "chat.log": ["Сообщения", "Messages"],
  "chat.new": [["{n} новое сообщение", "{n} новых сообщения", "{n} новых сообщений"], ["{n} new message", "{n} new messages"]],
  "chat.bottom": ["Вниз", "Scroll to bottom"],
  "today": ["Сегодня", "Today"],
  "yesterday": ["Вчера", "Yesterday"],
  "edited": ["изменено", "edited"],
  "tick.queued": ["В очереди Telegram, бот ещё не забрал", "In Telegram's queue, not fetched by the bot yet"],
  "tick.read": ["Бот получил", "Fetched by the bot"],
  "forwarded": ["Переслано от: {name}", "Forwarded from {name}"],
  "announce": ["{name}: {text}", "{name}: {text}"],
  "message.actions": ["Действия с сообщением", "Message actions"],
  "message.gone": ["Этого сообщения здесь уже нет", "This message is no longer here"],
  "action.reply": ["Ответить", "Reply"],
  "action.edit": ["Изменить", "Edit"],
  "action.copy": ["Скопировать текст", "Copy text"],
  "action.react": ["Реакция {emoji}", "React with {emoji}"],
  "action.unreact": ["Убрать реакцию {emoji}", "Remove the {emoji} reaction"],
  "copied": ["Скопировано", "Copied"],
  "copy.failed": ["Браузер не дал скопировать", "The browser did not allow copying"],
  "quote.expand": ["Развернуть цитату", "Expand the quote"],
  "quote.collapse": ["Свернуть цитату", "Collapse the quote"],
  "spoiler": ["Показать скрытое", "Show the spoiler"],

  "press.wait": ["Ждём ответа бота…", "Waiting for the bot…"],
  "press.none": ["Бот не ответил на нажатие", "The bot did not respond"],
  "press.stopped": ["Бот остановлен. Нажатие будет ждать в очереди 150 секунд", "The bot is stopped. The press will wait in the queue for 150 seconds"],
  "press.expired": ["Нажатие устарело: бот не забрал его за 150 секунд", "The press expired: the bot did not fetch it within 150 seconds"],
  "press.unsupported": ["Такая кнопка в песочнице не работает", "This kind of button does not work in the sandbox"],
  "press.copy": ["Скопировать «{text}»", "Copy “{text}”"],
  "ok": ["OK", "OK"],
  "cancel": ["Отмена", "Cancel"],
  "close": ["Закрыть", "Close"],

  "compose.placeholder": ["Сообщение", "Message"],
  "compose.as": ["Сообщение от имени: {name}", "Message as {name}"],
  "compose.caption": ["Подпись", "Caption"],
  "compose.send": ["Отправить", "Send"],
  "compose.save": ["Сохранить", "Save"],
  "compose.attach": ["Прикрепить файлы", "Attach files"],
  "compose.commands": ["Команды бота", "Bot commands"],
  "compose.commands.none": ["У бота пока нет списка команд", "The bot has not set any commands yet"],
  "compose.reply": ["Ответ: {name}", "Reply to {name}"],
  "compose.edit": ["Изменение сообщения", "Editing a message"],
  "compose.asFiles": ["Отправить как файлы", "Send as files"],
  "compose.drop": ["Отпустите, чтобы прикрепить", "Drop to attach"],
  "compose.remove": ["Убрать {name}", "Remove {name}"],
  "compose.pasted": ["Скриншот", "Screenshot"],

  "media.photo": ["Фотография", "Photo"],
  "media.video": ["Видео", "Video"],
  "media.animation": ["GIF", "GIF"],
  "media.video_note": ["Видеосообщение", "Video message"],
  "media.voice": ["Голосовое сообщение", "Voice message"],
  "media.audio": ["Аудио", "Audio"],
  "media.document": ["Файл", "File"],
  "media.sticker": ["Стикер", "Sticker"],
  "media.location": ["Геопозиция", "Location"],
  "media.venue": ["Место", "Venue"],
  "media.contact": ["Контакт", "Contact"],
  "media.poll": ["Опрос", "Poll"],
  "media.dice": ["Кубик", "Dice"],
  "media.album": ["Альбом", "Album"],
  "media.other": ["Песочница не показывает такие сообщения", "The sandbox cannot show this type of message"],
  "media.open": ["Открыть фотографию", "Open the photo"],
  "media.download": ["Скачать {name}", "Download {name}"],
  "media.save": ["Скачать", "Download"],
  "media.broken": ["Файл не найден", "File not found"],
  "lightbox.previous": ["Предыдущая", "Previous"],
  "lightbox.next": ["Следующая", "Next"],
  "poll.votes": [["{n} голос", "{n} голоса", "{n} голосов"], ["{n} vote", "{n} votes"]],
  "code.copy": ["Скопировать код", "Copy code"],

  "service.created": ["{who} создаёт тему «{name}»", "{who} created the topic “{name}”"],
  "service.renamed": ["{who} переименовывает тему: «{name}»", "{who} renamed the topic to “{name}”"],
  "service.icon": ["{who} меняет значок темы", "{who} changed the topic icon"],
  "service.closed": ["{who} закрывает тему", "{who} closed the topic"],
  "service.reopened": ["{who} снова открывает тему", "{who} reopened the topic"],
  "service.joined": ["{who} теперь в группе", "{who} joined the group"],
  "service.added": ["{who} добавляет в группу: {names}", "{who} added {names}"],
  "service.left": ["{who} больше не в группе", "{who} left the group"],
  "service.pinned": ["{who} закрепляет: «{text}»", "{who} pinned “{text}”"],
  "service.title": ["Новое название группы: «{name}»", "The group is now called “{name}”"],
  "service.group": ["Группа создана", "The group was created"],
  "service.migrated": ["Группа стала супергруппой", "The group became a supergroup"],
  "service.photo": ["{who} меняет фотографию группы", "{who} changed the group photo"],
  "service.other": ["Служебное сообщение", "Service message"],

  "size.b": ["{n} Б", "{n} B"],
  "size.kb": ["{n} КБ", "{n} KB"],
  "size.mb": ["{n} МБ", "{n} MB"],
  "size.gb": ["{n} ГБ", "{n} GB"],

  "error.offline": ["Песочница не отвечает", "The sandbox is not responding"],
  "error.status": ["Песочница вернула ошибку {status}", "The sandbox returned error {status}"],
  "error.nobody": ["Сначала добавьте человека, от имени которого будете писать", "First add a person to write as"],
};

export const LANGUAGES = ["ru", "en"];

let current = LANGUAGES.includes(recall("language"))
  ? recall("language")
  : /^ru\b/i.test(navigator.language ?? "") ? "ru" : "en";

export const language = () => current;
export const otherLanguage = () => (current === "ru" ? "en" : "ru");

export function setLanguage(code) {
  current = code;
  remember("language", code);
}

export function t(key, values = {}) {
  const text = TEXTS[key][LANGUAGES.indexOf(current)];
  return substitute(Array.isArray(text) ? text[plural(values.n, text.length)] : text, values);
}

function substitute(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function plural(n, forms) {
  const category = new Intl.PluralRules(current).select(n);
  if (forms === 2) return category === "one" ? 0 : 1;
  return { one: 0, few: 1 }[category] ?? 2;
}
