"""What a group lets its members send; its administrators are not asked."""

from bot.sandbox.model import JSON, Chat

PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
_SENDING = {
    "animation": ("can_send_other_messages", "animations"),
    "audio": ("can_send_audios", "music"),
    "contact": ("can_send_messages", "contacts"),
    "dice": ("can_send_other_messages", "dice"),
    "document": ("can_send_documents", "documents"),
    "photo": ("can_send_photos", "photos"),
    "poll": ("can_send_polls", "polls"),
    "sticker": ("can_send_other_messages", "stickers"),
    "venue": ("can_send_messages", "venues"),
    "location": ("can_send_messages", "locations"),
    "video": ("can_send_videos", "videos"),
    "video_note": ("can_send_video_notes", "video notes"),
    "voice": ("can_send_voice_notes", "voice notes"),
    "text": ("can_send_messages", "text messages"),
}
"""By the field of a message, in the order in which they count: an animation is a document, too."""


def kept_back(chat: Chat, user_id: int, content: JSON) -> str | None:
    """What of the content this person, or the bot, may not send there, in Telegram's words."""
    if chat.member(user_id).status in ("creator", "administrator"):
        return None
    kind = next((name for name in _SENDING if name in content), None)
    permission, words = _SENDING[kind] if kind else ("", "")
    return words if permission in chat.forbidden else None
