"""Own symptoms: which of them a patient is asked for and when, and one round of questions while it lasts.

Knows numbers, days and answers; must never know what a symptom is called (that is known in the clinic alone), nor the
button or the lights. Begin with `questions.py`.
"""

from device.symptoms import questions
from device.symptoms.asking import Asking
from device.symptoms.questions import OPEN_S, SymptomQuestions, may_ask, may_ask_at
from device.symptoms.written_questions import read_questions

__all__ = ["OPEN_S", "Asking", "SymptomQuestions", "may_ask", "may_ask_at", "questions", "read_questions"]
