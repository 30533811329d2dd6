"""Stems of other languages, in English words, so that one vocabulary serves them all.

Only what vendors' errors are made of. Where a stem begins with another, the longer counts.
"""

from __future__ import annotations

import re
from functools import lru_cache

CHINESE = {
    "上下文": "context", "窗口": "window", "长度": "length", "字数": "characters",
    "字符": "characters", "序列": "sequence", "输入内容": "input", "输入": "input",
    "提示词": "prompt", "提示": "prompt", "消息": "messages", "对话": "conversation",
    "会话": "conversation", "历史": "history", "文本": "text", "内容": "content",
    "请求体": "body", "请求": "request", "输出": "output tokens", "生成": "generation tokens",
    "超过": "exceeds", "超出": "exceeds", "超限": "exceeds limit", "超长": "too long",
    "过长": "too long", "太长": "too long", "过大": "too large", "过多": "too many",
    "大于": "greater than", "小于": "less than", "不能超": "not exceed", "不得超": "not exceed",
    "最多": "at most", "最大": "maximum", "最长": "maximum length", "上限": "limit",
    "限制": "limit", "最小": "minimum", "至少": "at least", "缩短": "shorten", "减少": "reduce",
    "精简": "shorten", "令牌": "tokens", "词元": "tokens", "图片": "image", "图像": "image",
    "文件": "file", "工具": "tool", "视频": "video", "音频": "audio", "字节": "bytes",
    "每分钟": "per minute", "每秒": "per second", "每天": "per day", "每日": "per day",
    "每小时": "per hour", "频率": "frequency", "速率": "rate limit", "限流": "rate limit",
    "限速": "rate limit", "并发": "concurrency", "频繁": "too frequent", "余额": "balance",
    "欠费": "overdue", "充值": "recharge", "额度": "credit", "配额": "quota",
    "不足": "insufficient", "用尽": "exhausted", "耗尽": "exhausted", "用完": "exhausted",
    "过载": "overloaded", "繁忙": "busy", "访问量过大": "overloaded", "拥挤": "busy",
    "稍后": "later", "重试": "retry", "密钥": "api key", "令牌无效": "invalid token",
    "无效的令牌": "invalid token", "令牌已过期": "token expired", "令牌过期": "token expired",
    "鉴权": "authentication",
    "认证": "authentication", "身份验证": "authentication", "未授权": "unauthorized",
    "无权": "no permission", "没有权限": "no permission", "权限不足": "no permission",
    "无效": "invalid", "模型": "model", "不存在": "does not exist", "未找到": "not found",
    "已下线": "no longer available", "已": " ", "饱和": "saturated", "压缩": "compress",
    "使用上限": "usage limit", "使用量": "usage", "用量": "usage", "限额": "quota",
    "当日": "daily limit", "日流控": "daily limit", "授权": "authorization", "负载": "load",
    "参数非法": "invalid parameter", "敏感": "sensitive", "违规": "policy violation",
    "内容安全": "content safety", "不安全": "unsafe", "审核": "moderation", "超时": "timeout",
    "流控": "rate limit", "訊息": "messages", "輸入": "input", "長度": "length",
    "超過": "exceeds", "過長": "too long", "請求": "request", "餘額": "balance",
    "每月": "monthly", "月度": "monthly", "当月": "monthly", "本月": "monthly", "每周": "weekly",
    "今日": "daily", "当天": "daily", "資源": "resource", "欠款": "overdue", "套餐": "plan",
    "未开通": "no permission",
}  # fmt: skip

JAPANESE = {
    "コンテキスト": "context", "コンテクスト": "context", "ウィンドウ": "window", "長さ": "length",
    "トークン": "tokens", "プロンプト": "prompt", "入力": "input", "メッセージ": "messages",
    "会話": "conversation", "リクエスト": "request", "出力": "output tokens", "文字": "characters",
    "超え": "exceeds", "超過": "exceeds", "長すぎ": "too long", "大きすぎ": "too large",
    "多すぎ": "too many", "最大": "maximum", "上限": "limit", "制限": "limit", "以下": "at most",
    "毎分": "per minute", "分あたり": "per minute", "毎秒": "per second", "レート": "rate",
    "残高": "balance", "クレジット": "credit", "不足": "insufficient", "画像": "image",
    "過負荷": "overloaded", "混雑": "busy", "認証": "authentication", "モデル": "model",
    "見つかりません": "not found", "存在しません": "does not exist", "タイムアウト": "timeout",
    "月間": "monthly", "月次": "monthly", "今月": "monthly", "日次": "daily", "本日": "daily",
    "短く": "shorten", "減らし": "reduce", "ファイル": "file",
}  # fmt: skip

KOREAN = {
    "컨텍스트": "context", "문맥": "context", "윈도우": "window", "길이": "length",
    "토큰": "tokens", "프롬프트": "prompt", "입력": "input", "메시지": "messages",
    "대화": "conversation", "요청": "request", "출력": "output tokens", "글자": "characters",
    "초과": "exceeds", "넘었": "exceeds", "넘습": "exceeds", "너무 깁": "too long",
    "너무 길": "too long", "너무 많": "too many", "너무 큽": "too large", "최대": "maximum",
    "한도": "limit", "제한": "limit", "이하": "at most", "분당": "per minute",
    "초당": "per second", "속도": "rate", "잔액": "balance", "크레딧": "credit",
    "부족": "insufficient", "이미지": "image", "과부하": "overloaded", "인증": "authentication",
    "모델": "model", "찾을 수 없": "not found", "존재하지 않": "does not exist",
    "월간": "monthly", "매월": "monthly", "월 토큰": "monthly tokens", "일일": "daily",
    "하루": "daily", "시간 초과": "timeout", "줄여": "reduce", "줄이": "reduce", "파일": "file",
}  # fmt: skip

RUSSIAN = {
    "контекст": "context", "окн": "window", "длин": "length", "токен": "tokens",
    "промпт": "prompt", "подсказк": "prompt", "запрос": "request", "ввод": "input",
    "входн": "input", "сообщени": "messages", "диалог": "conversation", "текст": "text",
    "превыша": "exceeds", "превыси": "exceeds", "превышен": "exceeds",
    "слишком длинн": "too long", "слишком больш": "too large", "слишком много": "too many",
    "слишком част": "too frequent", "максимальн": "maximum", "лимит": "limit",
    "ограничени": "limit", "не более": "at most", "не больше": "at most",
    "в минуту": "per minute", "в секунду": "per second", "в час": "per hour",
    "в день": "per day", "в сутки": "per day", "баланс": "balance", "средств": "balance",
    "недостаточно": "insufficient", "изображени": "image", "файл": "file",
    "перегружен": "overloaded", "модел": "model", "не найден": "not found",
    "не существует": "does not exist", "ключ": "api key", "сократите": "reduce",
    "уменьшите": "reduce", "выходн": "output", "символ": "characters", "квот": "quota",
    "больше": "greater than", "длиннее": "longer than",
    "дневн": "daily", "ежедневн": "daily", "суточн": "daily", "месячн": "monthly",
    "ежемесячн": "monthly", "недельн": "weekly", "исчерпан": "exhausted",
    "таймаут": "timeout", "врем": "time",
    "аутентификаци": "authentication",
    "авторизаци": "authorization",
}  # fmt: skip

# Turkish, Vietnamese, Arabic, Hindi. Words stand from their first letter on that is not Latin.
OTHERS = {
    "ğlam": "context", "çok uzun": "too long",
    "şıyor": "exceeds", "ştı": "exceeds", "ınır": "limit",  # noqa: RUF001  (Turkish letters)
    "đầu vào": "input", "ữ cảnh": "context", "ượt quá": "exceeds", "á dài": "too long",
    "ới hạn": "limit", "ối đa": "maximum", "độ dài": "length",
    "السياق": "context", "المدخلات": "input", "الإدخال": "input", "الرموز": "tokens",
    "رمز": "tokens", "يتجاوز": "exceeds", "تتجاوز": "exceeds", "الحد الأقصى": "maximum",
    "طويل جدا": "too long", "संदर्भ": "context", "इनपुट": "input", "टोकन": "tokens",
    "अधिकतम": "maximum", "सीमा": "limit", "बहुत लंबा": "too long",
}  # fmt: skip

MARKS = {"。": ". "}

ENGLISH = {**CHINESE, **JAPANESE, **KOREAN, **RUSSIAN, **OTHERS, **MARKS}

# By its first letter, the longest first.
STEMS: dict[str, list[str]] = {}
for known in sorted(ENGLISH, key=len, reverse=True):
    STEMS.setdefault(known[0], []).append(known)

FIRST = re.compile(f"[{''.join(map(re.escape, STEMS))}]")
NO_LETTER = re.compile(r"\W|$")


# A text is read for its words, and again for its numbers.
@lru_cache(maxsize=4)
def in_english(text: str) -> str:
    """The text with the known stems of other languages in English; lower case is expected."""
    parts: list[str] = []
    done = 0
    found = FIRST.search(text)
    while found is not None:
        start = found.start()
        stem = stem_at(text, start)
        end = start + (len(stem) or 1)
        if stem:
            if stem in RUSSIAN:
                # An ending goes with its stem; other scripts write no spaces.
                end = end_of_word(text, end)
            parts.append(f"{text[done:start]} {ENGLISH[stem]} ")
            done = end
        found = FIRST.search(text, end)
    return "".join([*parts, text[done:]])


def stem_at(text: str, start: int) -> str:
    """The longest known stem that begins here; empty if none does."""
    return next((stem for stem in STEMS.get(text[start], ()) if text.startswith(stem, start)), "")


def end_of_word(text: str, at: int) -> int:
    """Where the word ends that is under way here."""
    found = NO_LETTER.search(text, at)
    return found.start() if found else len(text)
