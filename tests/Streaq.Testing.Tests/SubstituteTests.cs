using NSubstitute;

namespace Streaq.Testing.Tests;

/// <summary>A test that substitutes the client can return handles from it.</summary>
public sealed class SubstituteTests
{
    private readonly IStreaqClient _client = Substitute.For<IStreaqClient>();

    [Fact]
    public async Task Handle_OfASubstitute_HasTheResultThatTheTestGives()
    {
        _client.EnqueueAsync(Tasks.Double, 21).Returns(TaskHandle.Succeeded("one", 42));

        var handle = await _client.EnqueueAsync(Tasks.Double, 21);

        Assert.Equal(("one", true, 42), (handle.Id, handle.IsNew, await handle.ResultAsync(TimeSpan.FromSeconds(1))));
        Assert.Equal(TaskState.Succeeded, await handle.StateAsync());
        Assert.Equal((TaskOutcome.Success, 42), ((await handle.ReportAsync()).Outcome!.Value, (await handle.ReportAsync()).Result));
        Assert.False(await handle.AbortAsync());
        await foreach (var progress in handle.ProgressAsync())
        {
            Assert.Fail($"{progress}");
        }
    }

    [Fact]
    public async Task Handle_OfASubstituteThatFails_ThrowsAsARealOne()
    {
        var error = new TaskError("System.Net.Http.HttpRequestException", "503");
        _client.EnqueueAsync(Tasks.Double, 21).Returns(TaskHandle.Failed<int>("one", error));
        _client.EnqueueAsync(Tasks.Mail, "ann").Returns(TaskHandle.Failed("two", error), TaskHandle.Succeeded("three"));

        var e = await Assert.ThrowsAsync<TaskFailedException>(async () => await (await _client.EnqueueAsync(Tasks.Double, 21)).ResultAsync());
        await Assert.ThrowsAsync<TaskFailedException>(async () => await (await _client.EnqueueAsync(Tasks.Mail, "ann")).WaitAsync());
        await (await _client.EnqueueAsync(Tasks.Mail, "ann")).WaitAsync();

        Assert.Equal((error, "Task one failed with System.Net.Http.HttpRequestException: 503"), (e.Error, e.Message));
    }
}
