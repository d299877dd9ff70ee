namespace Streaq.Tests.Execution.Middleware;

/// <summary>Errors for middleware that calls <c>next</c> incorrectly or returns no task.</summary>
public sealed class NextMistakeTests
{
    private readonly AttemptRig _rig = new();

    [Fact]
    public async Task Next_CalledAfterTheEndOfTheAttempt_RunsNothing()
    {
        TaskDelegate? kept = null;
        TaskContext? ended = null;
        var runs = 0;
        _rig.Use((context, next) =>
        {
            (ended, kept) = (context, next);
            return next(context);
        });
        await _rig.RunAsync(1, (int _) => { runs++; });

        var e = await Assert.ThrowsAsync<ObjectDisposedException>(() => kept!(ended!));

        Assert.Contains($"The attempt is over, and the middleware a delegate in {typeof(NextMistakeTests)} can't call next any more.", e.Message);
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Context_ThatIsNull_IsRefused()
    {
        _rig.Use((_, next) => next(null!));

        Assert.IsType<ArgumentNullException>((await _rig.RunAsync(1, (int _) => { })).Error);
    }

    [Fact]
    public async Task Task_ThatIsNull_FailsTheAttemptAndNamesTheMiddleware()
    {
        _rig.Use((context, next) => next(context)).Use(Nothing);

        Assert.Equal(
            $"The middleware {typeof(NextMistakeTests)}.{nameof(Nothing)} returned null instead of a Task.",
            (await _rig.RunAsync(1, (int _) => { })).Error?.Message);
    }

    private static Task Nothing(TaskContext context, TaskDelegate next) => context.Items.Count == 0 ? (Task)context.Result! : next(context);
}
