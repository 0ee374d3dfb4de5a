"""Phases in time: the course file, and what follows from it."""

from rtqa.course.document import LoadedCourse, load_course, parse_course
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
