namespace Streaq.Tests.Execution;

/// <summary>The return types of handlers.</summary>
public sealed class HandlerResultTests
{
    private readonly AttemptRig _rig = new();

    [Fact]
    public async Task Result_Plain_IsKept() => await AssertDoubles((int x) => x * 2);

    [Fact]
    public async Task Result_OfATask_IsKept() => await AssertDoubles((int x) => Task.FromResult(x * 2));

    [Fact]
    public async Task Result_OfAValueTask_IsKept() => await AssertDoubles((int x) => ValueTask.FromResult(x * 2));

    [Fact]
    public async Task Result_OfATaskThatEndsLater_IsKept() => await AssertDoubles(async (int x) =>
    {
        await Task.Yield();
        return x * 2;
    });

    [Fact]
    public async Task Result_OfAValueTaskThatEndsLater_IsKept() => await AssertDoubles(async ValueTask<int> (int x) =>
    {
        await Task.Yield();
        return x * 2;
    });

    [Fact]
    public async Task Result_OfADerivedType_IsTheBases()
    {
        var attempt = await _rig.RunAsync<int, IEnumerable<int>>(3, (int x) => new List<int> { x });

        Assert.Equal([3], AttemptRig.Result<int[]>(attempt)!);
    }

    [Fact]
    public async Task NoResult_OfVoid_Succeeds() => await AssertRuns(ran => (int x) => ran(x));

    [Fact]
    public async Task NoResult_OfATask_IsAwaited() => await AssertRuns(ran => async (int x) =>
    {
        await Task.Yield();
        ran(x);
    });

    [Fact]
    public async Task NoResult_OfAValueTask_IsAwaited() => await AssertRuns(ran => async ValueTask (int x) =>
    {
        await Task.Yield();
        ran(x);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Exception_ThrownBeforeOrAfterTheFirstAwait_FailsTheTask(bool before)
    {
        var attempt = await _rig.RunAsync<bool>(before, async (bool now) =>
        {
            if (!now)
            {
                await Task.Yield();
            }

            throw new InvalidOperationException("broken");
        });

        Assert.Equal(TaskOutcome.Failure, attempt.Outcome);
        Assert.Equal("broken", Assert.IsType<InvalidOperationException>(attempt.Error).Message);
    }

    private async Task AssertDoubles(Delegate handler) => Assert.Equal(42, AttemptRig.Result<int>(await _rig.RunAsync<int, int>(21, handler)));

    private async Task AssertRuns(Func<Action<int>, Delegate> handler)
    {
        var seen = 0;

        var attempt = await _rig.RunAsync(21, handler(x => seen = x));

        Assert.Equal((TaskOutcome.Success, 21), (attempt.Outcome, seen));
    }
}
