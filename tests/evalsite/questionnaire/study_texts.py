"""Forms, practice and an Arabic translation, for tests of pages."""

FORMS = {
    "before": [
        {
            "name": "age",
            "kind": "number",
            "text": "How old are you?",
            "minimum": 0,
            "maximum": 120,
            "screen_out_below": 18,
        },
        {
            "name": "english",
            "kind": "choice",
            "text": "How well do you understand English?",
            "options": ["native", "well", "not at all"],
            "screen_out": ["not at all"],
        },
        {"name": "town", "kind": "choice", "text": "Where?", "options": list("ABCDEFGHI"), "required": False},
    ],
    "after": [
        {"name": "remarks", "kind": "text", "text": "Did anything disturb you?", "required": False},
        {"name": "headphones", "kind": "choice", "text": "Did you wear headphones?", "options": ["yes", "no"]},
    ],
}

PRACTICE = [{"condition": "sea-original", "expected": [8, 10], "note": "This mouth moved as it was measured."}]

ENDS = {"low": "غير طبيعي إطلاقًا", "high": "طبيعي تمامًا"}

ARABIC = {
    "title": "ما مدى طبيعية هذا الوجه؟",
    "questions": {
        "upper": {"text": "ما مدى طبيعية حركة منطقة الحاجبين؟", **ENDS},
        "middle": {"text": "ما مدى طبيعية حركة منطقة الخدين؟", **ENDS},
        "lower": {"text": "ما مدى طبيعية حركة منطقة الفم؟", **ENDS},
    },
    "practice": ["تحرك هذا الفم كما قيس على متكلم."],
    "before": {
        "age": {"text": "كم عمرك؟"},
        "english": {"text": "ما مدى إتقانك للإنجليزية؟", "options": ["لغتي الأم", "جيد", "لا أتقنها"]},
        "town": {"text": "أين؟", "options": list("أبجدهوزحط")},
    },
    "after": {
        "remarks": {"text": "هل أزعجك شيء؟"},
        "headphones": {"text": "هل استخدمت سماعات الرأس؟", "options": ["نعم", "لا"]},
    },
}
