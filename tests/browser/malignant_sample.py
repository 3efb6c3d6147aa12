"""What the default model says of the malignant sample: it changes with the weights."""

#: The slice with the highest p(malignant), counted from 1.
MOST_SUSPICIOUS = 29
