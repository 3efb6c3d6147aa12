import numpy as np

from core.training.data import SliceDataset
from core.training.false_alarms import alarm_sums, false_alarms


def test_counts_lesion_free_slices_with_an_outlined_lesion_by_group():
    label = np.zeros((6, 16, 16), np.uint8)
    label[:, 2:12, 2:12] = 1
    label[3, 4:8, 4:8] = 3  # holds a lesion: not counted
    label[4][label[4] == 1] = 255  # the liver is uncertain, the class normal
    quality = np.array(["ok", "ok", "ok", "ok", "outline", "missed"])
    masks = np.where(label == 255, 1, label).astype(np.uint8)
    masks[0, 5:7, 5:7] = 3  # 4 pixels: an alarm
    masks[1, 5, 5:8] = 3  # 3 pixels: none
    masks[4, 5:8, 5:8] = 2  # in the uncertain liver: an alarm
    masks[5, 5:8, 5:8] = 3  # a slice with a missed lesion: not counted
    slices = SliceDataset(
        np.zeros_like(label),
        label,
        np.array([1, 1, 2, 3, 4, 5]),
        quality,
        phase=np.array(["portal"] * 3 + ["portal", "arterial", "arterial"]),
    )
    assert false_alarms(slices, masks, slices.phases) == {
        "arterial": {"slices": 1, "subjects": 1, "alarms": 1, "share": 1.0},
        "portal": {"slices": 3, "subjects": 2, "alarms": 1, "share": 1 / 3},
    }


def test_slices_without_liver_are_counted_beside_those_without_a_lesion():
    label = np.zeros((4, 16, 16), np.uint8)
    label[0, 2:12, 2:12] = 1
    label[2, 0, 0] = 255  # one uncertain pixel: no lesion, but perhaps liver
    label[3, 4:8, 4:8] = 3
    masks = np.zeros_like(label)
    masks[1:, 4:8, 4:8] = 2
    slices = SliceDataset(np.zeros_like(label), label, np.arange(4), np.full(4, "ok"))
    # lesion-free, alarm there, liver-free, alarm there
    assert alarm_sums(slices, masks).tolist() == [
        [1, 0, 0, 0],
        [1, 1, 1, 1],
        [1, 1, 0, 0],
        [0, 0, 0, 0],
    ]
