"""Phases in time and as one: the course file, what follows from it, and the sum of their doses."""

from rtqa.course.course_document import LoadedCourse, load_course, parse_course
from rtqa.course.file import Course, CoursePhase, Gap, Holiday, Registration, Vertices

__all__ = [
    "Course",
    "CoursePhase",
    "Gap",
    "Holiday",
    "LoadedCourse",
    "Registration",
    "Vertices",
    "load_course",
    "parse_course",
]
