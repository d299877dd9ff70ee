namespace Streaq.Tests.Tasks;

public sealed class TaskDefinitionTests
{
    public static TheoryData<string, string> RefusedNames => new()
    {
        { "", "must not be empty" },
        { new string('x', 201), "has 201 characters; at most 200 are allowed" },
        { "images resize", "U+0020" },
        { "images\u00a0resize", "U+00A0" },
        { "images\nresize", "U+000A" },
        { "images\0resize", "U+0000" },
        { "images\u007fresize", "U+007F" },
        { "{images", "U+007B" },
        { "images}", "U+007D" },
    };

    [Theory]
    [MemberData(nameof(RefusedNames))]
    public void Name_AgainstTheRule_IsRefused(string name, string reason)
    {
        var e = Assert.Throws<ArgumentException>(() => new TaskDefinition<int, int>(name));

        Assert.Equal("name", e.ParamName);
        Assert.StartsWith("The name of a task", e.Message);
        Assert.Contains(reason, e.Message);
    }

    [Fact]
    public void Name_Null_IsRefused() => Assert.Throws<ArgumentException>("name", () => new TaskDefinition<int>(null!));

    [Theory]
    [InlineData("a")]
    [InlineData("images.resize")]
    [InlineData("billing/invoice:send-v2")]
    [InlineData("größe_ändern")]
    public void Name_WithinTheRule_IsKept(string name)
    {
        var task = new TaskDefinition<int, string>(name);

        Assert.Equal(name, task.Name);
        Assert.Equal(name, task.ToString());
    }

    [Fact]
    public void Name_Of200Characters_IsKept() => Assert.Equal(200, new TaskDefinition<int>(new string('x', 200)).Name.Length);

    [Fact]
    public void Types_OfADefinition_AreItsArguments()
    {
        var withResult = new TaskDefinition<int, string>("with");
        var without = new TaskDefinition<int>("without");

        Assert.Equal((typeof(int), typeof(string)), (withResult.ArgumentType, withResult.ResultType));
        Assert.Equal((typeof(int), null), (without.ArgumentType, without.ResultType));
    }
}
