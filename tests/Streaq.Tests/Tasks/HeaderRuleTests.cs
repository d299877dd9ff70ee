using Streaq.Tasks;

namespace Streaq.Tests.Tasks;

public sealed class HeaderRuleTests
{
    public static TheoryData<string, string?, string> Refused => new()
    {
        { "", "v", "The name of a header must not be empty" },
        { "a b", "v", "U+0020" },
        { "a{b", "v", "U+007B" },
        { new string('n', 201), "v", "has 201 characters" },
        { "tenant", null, "The header 'tenant' has no value" },
        { "tenant", "a\r\nb", "The header 'tenant' has a control character" },
        { "tenant", "a\0", "The header 'tenant' has a control character" },
        { "tenant", new string('v', 8193), "The header 'tenant' has 8193 characters; at most 8192" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Header_AgainstTheRule_IsRefused(string name, string? value, string reason)
    {
        var e = Assert.Throws<ArgumentException>("Headers", () => HeaderRule.ThrowIfInvalid(name, value, "Headers"));

        Assert.Contains(reason, e.Message);
    }

    [Theory]
    [InlineData("tenant", "")]
    [InlineData("x-tenant", "a value with spaces, commas and {braces}")]
    [InlineData("X", "ünïcödé 😀")]
    public void Header_WithinTheRule_Passes(string name, string value) => HeaderRule.ThrowIfInvalid(name, value, "Headers");
}
