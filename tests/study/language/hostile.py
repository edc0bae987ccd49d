"""Texts that must be refused, with a sentence and a place and nothing else happening."""

NAMES = {"X": (4, 2), "Y": (4, 1), "w": (2, 1)}, {"W": (), "b": ()}
"""Data and parameters that the texts may speak of."""

_PYTHON = """
__import__('os').system('true')
().__class__.__bases__[0].__subclasses__()
X.__class__
X.op.graph
X.shape
W.__init__.__globals__
(1).real
tf.__class__
tf.__dict__
tf.nn.__class__
tf.math.nn.relu(X)
tf.nn.nn.relu(X)
tf.io.read_file(X)
tf.py_func(X)
tf.compat.v1.Session()
tf.Session()
np.load(X)
numpy.ones(3)
os.system(X)
sys.exit()
eval(X)
exec(X)
compile(X)
open(X)
print(X)
input()
globals()
locals()
vars()
dir()
getattr(X, w)
setattr(X, w, 1)
type(X)
object()
breakpoint()
exit()
quit()
help()
lambda x: x
(lambda: 1)()
[x for x in X]
[x for x in range(10)]
{x for x in X}
{1: 2}
{1, 2}
{}
{**X}
(x for x in X)
X if W else b
X and b
X or b
not X
X is b
X in b
X not in b
X < b
X <= b
X > b < W
X == b
X != b
X := 3
(y := 3)
y = (z := 3)
X[0]
X[0:2]
X[...]
X[:, None]
[1, 2][0]
(1, 2)[0]
X // 2
X % 2
X ^ 2
X & b
X | b
~X
!X
X ? b : 1
X << 2
X >> 2
X -> b
X => b
X++
X--
X += 1
X -= 1
X **= 2
X @= w
f'{X}'
f"{X}"
'X'
"X"
'''X'''
b'X'
r'X'
`X`
$X
@X
\\X
X; import os
import os
from os import path
del X
assert X
return X
yield X
yield
await X
async X
global X
nonlocal X
pass
break
raise X
with X: pass
while 1: pass
for x in X: pass
try: X
class A: pass
def f(): pass
if X: pass
match X: pass
None
True
False
...
Ellipsis
NotImplemented
__name__
__builtins__
__debug__
_
_x
__
1j
1_000
0x10
0b1
0o7
1e
1e+
1.2.3
1..2
.
..
1e400
1e308
9e99999
10**400
9**9**9**9
2**10000
(-1)**0.5
0**-1
1/0
0/0
1e99*1e99
99999999999999999999999999999999999999999999999999
0.0000000000000000000000000000000000000000000000001
ones((1000000000,))
ones((100000, 100000))
ones(10**15)
ones((1, 1, 1, 1, 1, 1, 1))
ones((-1,))
ones(0.5)
ones(X)
zeros((2000000,))
fill((10000, 10000), 1)
fill((3000, 3000), W)
tile(X, (1000000, 1))
tile(X, (10**9, 10**9))
tile(X, (-1, 1))
range(10**9)
range(0, 1, 1e-9)
range(0, 1, 0)
range(0, 10, -1)
broadcast_to(W, (10000, 10000))
broadcast_to(X, (5, 2))
pad(X, ((10**9, 0), (0, 0)))
pad(X, ((1, 2),))
pad(X, 1)
reshape(X, (3, 3))
reshape(X, (-1, -1))
reshape(X, (0, -1))
reshape(X, W)
transpose(X, (0, 0))
transpose(X, (5, 1))
transpose(X, 7)
expand_dims(X, 9)
expand_dims(X)
squeeze(X, 0)
concat([X, Y], 0)
concat([X, Y], axis=(0, 1))
concat([], 0)
concat(X)
concat(1, 0)
stack([X, Y])
stack([])
stack(X)
add_n([])
add_n([X, Y])
add_n(3)
gather(X, 4)
gather(X, -1)
gather(X, 0.5)
gather(X, W)
gather(X, to_int32(X))
gather(X, [0, 99])
gather(3, 0)
slice(X, (0, 0), (9, 9))
slice(X, 0, 1)
split(X, 2)
unstack(X)
clip_by_global_norm([X], 1)
random_normal((2,))
random_uniform((2,))
truncated_normal((2,))
set_random_seed(1)
placeholder(float64)
placeholder_with_default(1, ())
Variable(1)
get_variable(1)
gradients(X, W)
group(X)
no_op()
convert_to_tensor(1)
to_float(X)
cast(X, float32)
cast(X, 'float64')
cast(X, W)
constant('a')
constant([1, [2, 3]])
constant([X])
constant(1, shape=(10**9,))
constant(1, float64, (10**5, 10**5))
constant([1, 2, 3], shape=(2,))
reduce_sum(X, axis=2)
reduce_sum(X, axis=-3)
reduce_sum(X, axis=(0, 0))
reduce_sum(X, axis=0.5)
reduce_sum(X, axis=pad(X, ((1, 1), (0, 0))))
gather(X, pad(X, ((1, 1), (0, 0))))
reshape(X, pad(to_int32(X), ((1, 1), (0, 0))))
reduce_sum(X, axis=W)
reduce_sum(X, keepdims=1)
reduce_sum(X, keepdims=W)
reduce_sum(X, 0, reduction_indices=0)
reduce_sum(X, axis=0, axis=1)
reduce_sum(X, 0, axis=1)
reduce_sum(X, wrong=1)
reduce_sum(X, name='a')
reduce_sum(X, name=W)
reduce_sum()
reduce_sum(X, 0, True, W, 1, 2, 3, 4)
reduce_sum(*X)
reduce_sum(**X)
reduce_sum(X for X in Y)
reduce_sum(x=X, X)
reduce_sum(axis=0)
reduce_sum(,)
reduce_sum(X,,)
reduce_sum
exp
relu + 1
exp(exp)
X(1)
X (1)
W b
2 W
2W
2(W)
(W)(b)
W W
X Y
3 4
square(square)
square(X, Y, W)
square((X, Y))
square([X])
square(True)
square(None)
square(float64)
add(1)
add()
maximum(X)
where(X, X, Y)
where(True, 1, 2)
logical_and(X, Y)
logical_not(X)
pow(to_int32(X), to_int32(-1))
to_int32(X) ** -1
to_int32(X) + X
size(X) * X
equal(X, X) + 1
-equal(X, X)
sin(equal(X, X))
matmul(X, X)
matmul(X, 1)
X @ X
X @ W
X @ 2
Y @ w @ w
matmul(X, Y, transpose_a=1)
matmul(X, Y, transpose_a=True, adjoint_a=True)
X + ones((3, 2))
X * ones((5,))
softmax(W)
softmax(X, axis=7)
softmax_cross_entropy_with_logits(X, ones((3, 2)))
softmax_cross_entropy_with_logits(X)
sparse_softmax_cross_entropy_with_logits(labels=[0], logits=X)
sigmoid_cross_entropy_with_logits(labels=X, logits=Y)
leaky_relu(X, alpha=X)
cumsum(X, axis=5)
cumsum(X, exclusive=2)
clip_by_norm(X)
clip_by_norm(X, 1, axes=9)
nosuchfunction(X)
rleu(X)
Reduce_Sum(X)
unknownname
tf.W
tf.nn.W
tf.True
tf.tf.exp(X)
tf.math.nn.exp(X)
1e-400
0.1e-999
-1e-400
0x
0x1F
0XFF
0b2
0o17
017
1J
2.5j
cast(X, float32)
cast(X, complex64)
norm(X, 2, (0, 1))
norm(X, ord=2, axis=[0, 1])
pad(X, [[1, 1], [1]])
pad(X, [[1, 1, 1], [1, 1, 1]])
pad(X, (1, [1, 1]))
tensordot(X, X, [[0], [0, 1]])
tensordot(X, X, [[0, 0], [0, 0]])
floordiv(size(X), 0)
floormod(size(X), to_int32(W))
pow(size(X), size(X))
to_double(floordiv(size(X), to_int32(W)))
range(1000000) + range(2)
constant(1, shape=(1000, 1000)) * constant(2, shape=(2,))
X match Y
type X
reduce_sum[X]
X{b}
t"{X}"
reduce_sum(X:=Y)
reduce_sum(X, *Y, **w)
add(x=X, x=X)
add(X, x=X)
x
w
(
)
[
]
((
())
([)]
(1, 2
[1, 2
reduce_sum(X
reduce_sum X
()
[]
(,)
(1,)
[[]]
[[1], [2, 3]]
[1, [2]]
+
-
*
**
X *
X **
* X
X + * Y
X * / Y
X = = Y
=
==
X Y Z
,
X, Y
;
#
"""

_LETTERS = [
    "а",
    "е",
    "о",
    "р",
    "с",
    "х",
    "Х",
    "Α",
    "Β",
    "Χ",
    "ο",
    "cоst",
    "Wа",
    "ｗ",
    "Ｗ",
    "𝐖",
    "𝑊",
    "ℝ",
    "ℯ",
    "ª",
    "ſ",
    "ﬁ",
    "x²",
    "x₁",
    "x½",
    "½",
    "∞",
    "∑",
    "∑(X)",
    "√X",
    "Σ(X)",
    "X·b",
    "X×b",
    "X÷b",
    "X−b",
    "X–b",
    "X≤b",
    "X≠b",
    "א",
    "ب",
    "अ",
    "ก",
    "😀",
    "x😀",
    "\u200b",
    "X\u200b",
    "X\u200d",
    "\u202eX",
    "X\u202e",
    "\u2066X\u2069",
    "\ufeffX",
    "\u00adX",
    "X\u00a0+\u00a0b",
    "X\u3000+ b",
    "\x00",
    "X\x00",
    "\x07",
    "\x1b[31mX",
    "X\x0b+b",
    "X\x0c+b",
    "\x7f",
    "\x85",
    "\u2028",
    "\u2029",
    "\ud800",
    "\udfff",
    "\ue000",
    "\U0010ffff",
    "x\u0301\u0301",
    "x" + "\u0300" * 20,
    "\u0301",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "]]>",
    "--",
    "$(true)",
    "{{7*7}}",
    "%s%s%n",
    "';DROP TABLE x",
    "\\u0041",
    "\\x41",
    "&lt;",
    "..//..",
    "javascript:alert(1)",
    "١",
    "१",
    "1２",
    "²",
    "x′",
    "x'",
    "ⅷ",
    "Ⅷ",
    "K",
    "Å",
    "\u2126",
    "\u115f",
    "W\u115f",
    "W\u1160",
    "\u3164",
    "\uffa0",
    "W\u034f",
    "W\u2800",
    "W\ufe0f",
    "W\U000e0100",
    "W\U000e0061",
    "ᄒ",
    "ɑ",
    "ɡ",
    "ᴀ",
    "ꓪ",
    "ǀ",
    "ǃ",
    "W\u01c3",
    "Ɩ",
    "ϳ",
    "Ά",
    "Ό",
    "aΑ",
    "ΟΧ",
    "ё",
    "ѐ",
    "ї",
    "Ӏ",
    "Ԝ",
    "ѡ",
    "ꙮ",
    "X一b",
    "X十b",
    "W二b",
    "W丿b",
    "一",
    "ノ",
    "X ー b",
]
_LARGE = [
    "(" * 10_000,
    "(" * 3_000 + "X" + ")" * 900,
    "(" * 1_900 + "1" + ")" * 1_900,
    "[" * 3_900,
    "-" * 3_900 + "X",
    "-" * 100 + "X",
    "2" + "**2" * 1_000,
    "1" + "+1" * 1_900,
    "X" + "+X" * 1_900,
    "X" + "@X" * 500,
    "x" * 3_900,
    "x" * 41,
    "1" * 41,
    "1" * 3_900,
    "0." + "0" * 3_000 + "1",
    "exp(" * 900 + "X" + ")" * 900,
    "exp(" * 41 + "X" + ")" * 41,
    "X," * 1_900,
    "1\n" * 3_000,
    "#" * 5_000,
    " " * 5_000,
    "\n" * 5_000,
    "a=1;" * 1_000,
    "[" + "1," * 1_950 + "]",
    "ones((1000, 1000)) @ ones((1000, 1000))",
    "reduce_sum(" + "tile(" * 30 + "X" + ",(9,9))" * 30 + ")",
    "(" * 1_000_000,
    "1+" * 1_000_000,
    "\ufeff" * 1_000_000,
    "where(less(W,b)," * 45 + "W" + ",b)" * 45,
    "W" + "**-W" * 900,
    "tf." * 1_000 + "exp(W)",
    "[" * 7 + "1" + "]" * 7,
    "1e" + "9" * 3_000,
]
_WHOLE = [
    "",
    " ",
    "\n",
    "\r\n\r\n",
    "# only a comment",
    "X",
    "X + b",
    "cost",
    "cost =",
    "= X",
    "3 = X",
    "cost = X",
    "cost = W = b",
    "W = 3",
    "X = 3",
    "cost = W\ncost = b",
    "a = b2\nb2 = a\ncost = a",
    "a = a\ncost = a",
    "a = c2\nb2 = a\nc2 = b2\ncost = a",
    "cost = later\nlater = W",
    "exp = W",
    "reduce_sum = W",
    "tf = W",
    "tf.x = W",
    "float64 = W",
    "True = W",
    "None = W",
    "if = W",
    "lambda = W",
    "import = W",
    "print(X) = 3",
    "a, b2 = X",
    "(a) = X",
    "[a] = X",
    "a + 1 = X",
    "a.b = X",
    "a[0] = X",
    "*a = X",
    "a: int = 3",
    "a := 3",
    "cost == W",
    "cost += W",
    "ν = W; v = b",
    "cost = equal(W, b)",
    "cost = reduce_sum(X) X",
    "cost = square(X)",
    "p = X*W\nq = X*b",
    "cost = W # ok\n)",
    "cost = to_int32(W)",
    "cost = (\n\n\n",
    "cost = [W,\n",
    "COST = X",
    "cost\n= W",
    "cost = W +\n b",
    "placeholder = W",
    "Variable = W",
    "yield = W",
    "сost = W",
    "cost = W\u2028b = W",
    "cost = W\x85b = W",
    "cost = W\x0cb = W",
    "cost = W\x1cb = W",
    "cost = W # \u202e",
    "cost = W # \x00",
    "Δο = W; Δo = b",
    "Г = W; Γ = b; cost = Г",
    "ニ番 = W; 二番 = b",
    "x\u0304 = W; x\u0305 = b; cost = W",
    *(
        "\n".join([*(f"a{n} = {one}" for n in range(80)), "cost = reduce_sum(a0) + W"])
        for one in (
            "range(1000000)",
            "constant(1, shape=(1000000,))",
            "ones((1000000,)) + 1",
            "reduce_prod(broadcast_to(W, (1000, 1000)))",
            "cumprod(broadcast_to(W, (1000000,)))",
            "ones((1000, 1000)) @ ones((1000, 1000))",
        )
    ),
    "\n".join(
        [
            *(f"a{n} = reduce_prod(broadcast_to(W, (1000, 1000)))" for n in range(20)),
            f"cost = {' + '.join(f'a{n}' for n in range(20))}",
        ]
    ),
]


def hostile():
    """All of them, as whole texts."""
    yield from _WHOLE
    for text in [*_PYTHON.strip("\n").split("\n"), *_LETTERS, *_LARGE]:
        yield f"cost = reduce_sum({text})"
        yield f"cost = {text}"
        yield text


LEGAL = {"cost = reduce_sum((1,))", "cost = reduce_sum(w)"}
"""Those that are legal after all, where a sum around them makes a number of them."""
