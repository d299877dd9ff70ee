namespace Streaq.Tests.Tasks;

public sealed class TaskErrorTests
{
    [Fact]
    public void From_AnException_HasTypeMessageAndStackTrace()
    {
        var error = TaskError.From(Thrown("no such image"));

        Assert.Equal("System.InvalidOperationException", error.Type);
        Assert.Equal("no such image", error.Message);
        Assert.Contains(nameof(Thrown), error.StackTrace);
    }

    [Fact]
    public void From_ALongMessage_IsCut()
    {
        var error = TaskError.From(new InvalidOperationException(new string('m', 9_000)));

        Assert.Equal(new string('m', 2_000) + "…", error.Message);
        Assert.Equal(8_001, error.StackTrace!.Length);
        Assert.EndsWith("…", error.StackTrace);
    }

    [Fact]
    public void From_AMessageOfTheLimit_IsKept() =>
        Assert.Equal(new string('m', 2_000), TaskError.From(new InvalidOperationException(new string('m', 2_000))).Message);

    [Fact]
    public void From_AMessageWhoseCutWouldHalveACharacter_LeavesItOut()
    {
        var error = TaskError.From(new InvalidOperationException(new string('m', 1_999) + "😀 and more"));

        Assert.Equal(new string('m', 1_999) + "…", error.Message);
    }

    private static InvalidOperationException Thrown(string message)
    {
        try
        {
            throw new InvalidOperationException(message);
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }
}
