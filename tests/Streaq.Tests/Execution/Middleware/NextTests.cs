namespace Streaq.Tests.Execution.Middleware;

/// <summary>What a middleware passes on with <c>next</c>, and the effect of not calling it.</summary>
public sealed class NextTests
{
    private readonly AttemptRig _rig = new();

    [Fact]
    public async Task Token_SetByAMiddleware_AppliesOnlyInsideOfIt()
    {
        using var own = new CancellationTokenSource();
        CancellationToken before = default, after = default, outer = default, inside = default, handler = default;
        _rig.Use(async (context, next) =>
        {
            await next(context);
            outer = context.CancellationToken;
        }).Use(async (context, next) =>
        {
            before = context.CancellationToken;
            context.CancellationToken = own.Token;
            await next(context);
            after = context.CancellationToken;
        }).Use((context, next) =>
        {
            inside = context.CancellationToken;
            return next(context);
        });

        await _rig.RunAsync(1, async (int _, CancellationToken token) =>
        {
            handler = token;
            await Task.Yield();
        });

        Assert.Equal((own.Token, own.Token), (inside, handler));
        Assert.Equal((before, before), (after, outer));
        Assert.NotEqual(own.Token, before);
    }

    [Fact]
    public async Task Token_ThatIsCancelled_EndsTheHandler()
    {
        _rig.Use(async (context, next) =>
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
            context.CancellationToken = limit.Token;
            var run = next(context);
            await limit.CancelAsync();
            try
            {
                await run;
            }
            catch (OperationCanceledException e) when (!context.CancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException("own limit", e);
            }
        });

        var attempt = await _rig.RunAsync(1, (int _, CancellationToken token) => Task.Delay(Timeout.Infinite, token));

        Assert.Equal((TaskOutcome.Failure, "own limit"), (attempt.Outcome, attempt.Error?.Message));
    }

    [Fact]
    public async Task Argument_SetByAMiddleware_AppliesOnlyInsideOfIt()
    {
        var seen = new List<object?>();
        _rig.Use(async (context, next) =>
        {
            await next(context);
            seen.Add(context.Arguments);
        }).Use(async (context, next) =>
        {
            context.Arguments = 2;
            await next(context);
            seen.Add(context.Arguments);
        });

        Assert.Equal(2, AttemptRig.Result<int>(await _rig.RunAsync<int, int>(1, (int x) => x)));
        Assert.Equal([1, 1], seen);
    }

    [Fact]
    public async Task Next_LeftOutWithoutAResult_FailsTheAttemptAndNamesTheMiddleware()
    {
        _rig.Use((context, next) => next(context)).Use(ForgetAsync).Use((context, next) => next(context));

        var attempt = await _rig.RunAsync<int, int>(1, (int x) => x);

        Assert.Equal(TaskOutcome.Failure, attempt.Outcome);
        Assert.Equal(
            $"Task 'the.task' has no result: its middleware {typeof(NextTests)}.{nameof(ForgetAsync)} neither called next nor set Result.",
            Assert.IsType<InvalidOperationException>(attempt.Error).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Exception_CaughtWithoutAResult_FailsTheAttempt(bool change)
    {
        _rig.Use(async (context, next) =>
        {
            if (change)
            {
                context.Arguments = 2;
            }

            try
            {
                await next(context);
            }
            catch (FormatException)
            {
            }
        });

        var attempt = await _rig.RunAsync<int, int>(1, int (int _) => throw new FormatException());

        Assert.Equal("Task 'the.task' has no result: a middleware caught what the handler threw, and set no Result.", attempt.Error?.Message);
    }

    [Fact]
    public async Task Next_LeftOutOfATaskWithoutAResult_EndsInSuccess()
    {
        _rig.Use(ForgetAsync);

        Assert.Equal(TaskOutcome.Success, (await _rig.RunAsync(1, (int _) => { })).Outcome);
    }

    private static Task ForgetAsync(TaskContext context, TaskDelegate next) => Task.CompletedTask;
}
