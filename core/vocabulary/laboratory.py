"""Laboratory values and the scores that are computed from them: names, units, formulas, limits.

None of them enters the model or its scores: they stand beside the image.
"""

from __future__ import annotations

from core.vocabulary import forms
from core.vocabulary.quantity import Quantity

AFP = Quantity(
    "afp",
    title="Alpha-fetoprotein",
    short="AFP",
    unit="µg/L",
    meaning="Alpha-fetoprotein in serum or plasma; 1 µg/L is 1 ng/mL.",
    form=forms.number(1),
)
BILIRUBIN = Quantity(
    "bilirubin",
    title="Bilirubin, total",
    short="Bilirubin",
    unit="µmol/L",
    meaning="Total bilirubin in serum or plasma; 1 mg/dL is 17.104 µmol/L (584.66 g/mol).",
    form=forms.number(1),
)
ALBUMIN = Quantity(
    "albumin",
    title="Albumin",
    unit="g/L",
    meaning="Albumin in serum or plasma; 1 g/dL is 10 g/L.",
    form=forms.number(1),
)
INR = Quantity(
    "inr",
    title="INR",
    meaning="International normalised ratio of the prothrombin time; a pure number, of unit 1.",
    form=forms.number(2),
)
PLATELETS = Quantity(
    "platelets",
    title="Platelets",
    unit="10⁹/L",
    meaning="Platelets in blood; 10³/µL is the same number.",
    form=forms.number(0),
)
AST = Quantity(
    "ast",
    title="Aspartate aminotransferase",
    short="AST",
    unit="U/L",
    meaning="Activity in serum or plasma; 1 µkat/L is 60 U/L.",
    form=forms.number(0),
)
ALT = Quantity(
    "alt",
    title="Alanine aminotransferase",
    short="ALT",
    unit="U/L",
    meaning="Activity in serum or plasma; 1 µkat/L is 60 U/L.",
    form=forms.number(0),
)

#: In the order of tables. The units are those that scores are computed in.
LABORATORY: tuple[Quantity, ...] = (AFP, BILIRUBIN, ALBUMIN, INR, PLATELETS, AST, ALT)

ALBI = Quantity(
    "albi",
    title="ALBI",
    meaning="Albumin-bilirubin score of liver function in hepatocellular carcinoma; grade 1 up to "
    "−2.60, 2 up to −1.39, 3 above.",
    form=forms.number(2, kept=4),
    formula="0.66 × log₁₀(bilirubin, µmol/L) − 0.085 × albumin, g/L",
    limits="Johnson et al., J Clin Oncol 2015;33:550–558. Made for hepatocellular carcinoma; "
    "albumin infusions, inflammation, malnutrition and blocked bile ducts change it without a "
    "change of the liver's function",
)
FIB4 = Quantity(
    "fib4",
    title="FIB-4",
    meaning="Index of liver fibrosis; in the original study, advanced fibrosis was unlikely below "
    "1.45 and likely above 3.25.",
    form=forms.number(2, kept=4),
    formula="age, years × AST, U/L / (platelets, 10⁹/L × √(ALT, U/L))",
    limits="Sterling et al., Hepatology 2006;43:1317–1325, in HIV with hepatitis C. Unreliable "
    "below 35 years and too often high above 65 (McPherson et al., Am J Gastroenterol "
    "2017;112:740–751), and in acute hepatitis",
)
APRI = Quantity(
    "apri",
    title="APRI",
    meaning="AST to platelet ratio index of liver fibrosis; in the original study, significant "
    "fibrosis was unlikely up to 0.50 and likely above 1.50.",
    form=forms.number(2, kept=4),
    formula="100 × (AST / its upper limit of normal) / platelets, 10⁹/L",
    limits="Wai et al., Hepatology 2003;38:518–526, in hepatitis C. It follows the laboratory's "
    "own upper limit of AST; acute hepatitis, and low platelets of another cause, raise it",
)

SCORES: tuple[Quantity, ...] = (ALBI, FIB4, APRI)
