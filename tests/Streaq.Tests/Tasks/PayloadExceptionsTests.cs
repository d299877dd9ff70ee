namespace Streaq.Tests.Tasks;

public sealed class PayloadExceptionsTests
{
    [Theory]
    [InlineData(PayloadKind.Argument, "The argument of 'text.count' a1 was refused: it is forged.")]
    [InlineData(PayloadKind.Result, "The result of 'text.count' a1 was refused: it is forged.")]
    [InlineData(PayloadKind.ArgumentSource, "The argument source of 'text.count' a1 was refused: it is forged.")]
    public void Refusal_OfAKind_NamesTheKindInWords(PayloadKind kind, string message) =>
        Assert.Equal(message, new PayloadRefusedException(Context(kind), "it is forged").Message);

    [Fact]
    public void Refusal_OfASchedule_NamesTheFirstLineOfItsIdentity() => Assert.Equal(
        "The schedule of 'text.count' nightly was refused: it is forged.",
        new PayloadRefusedException(Context(PayloadKind.Schedule, "nightly\n0 3 * * *"), "it is forged").Message);

    private static PayloadContext Context(PayloadKind kind, string id = "a1") =>
        new(kind, "words", id, "text.count", new Dictionary<string, string>());
}
