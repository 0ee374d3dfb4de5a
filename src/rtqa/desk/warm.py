"""Imports what every check needs: a worker that is split off from a process that has it begins at once.

Nothing is taken from here; it is loaded for what it loads.
"""

import jinja2
import matplotlib.figure
import plotly.graph_objects
import scipy.ndimage

import rtqa.desk.worker
import rtqa.pictures.draw
import rtqa.render.files.html
from rtqa.checks.core.catalog import catalog

LOADED = (
    jinja2,
    matplotlib.figure,
    plotly.graph_objects,
    scipy.ndimage,
    rtqa.desk.worker,
    rtqa.pictures.draw,
    rtqa.render.files.html,
    catalog(),
)
