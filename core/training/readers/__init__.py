"""From a study of readers to training slices, and back: what the new model is on their cases.

made = prepare_study(store, study, "majority", Path("readers.npz"))
found = held_out(before, after, slices)         # on the study's test subjects
"""
