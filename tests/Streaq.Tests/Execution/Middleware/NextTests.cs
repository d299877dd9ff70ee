using System.Diagnostics;

namespace Streaq.Tests.Execution.Middleware;

/// <summary>What a middleware hands on with <c>next</c>, and what comes of a call that is left out or repeated.</summary>
public sealed class NextTests
{
    private readonly AttemptRig _rig = new();

    [Fact]
    public async Task Token_SetByAMiddleware_IsThatOfTheInsideAlone()
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
    public async Task Argument_SetByAMiddleware_IsThatOfTheInsideAlone()
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
    public async Task Next_CalledAgain_RunsTheInsideWithTheSameArgumentAndAFreshResult()
    {
        var seen = new List<(int Argument, object? Result)>();
        var scopes = new HashSet<object>();
        _rig.Use(async (context, next) =>
        {
            await next(context);
            Assert.Equal(1, context.Result);
            await next(context);
            Assert.Equal(2, context.Result);
            context.Arguments = 40;
            await next(context);
        }).Use((context, next) =>
        {
            // Not to be done twice to the same argument, as when it decrypts.
            context.Arguments = (int)context.Arguments! + 1;
            return next(context);
        });
        var runs = 0;

        var attempt = await _rig.RunAsync<int, int>(1, (int x, TaskContext context) =>
        {
            seen.Add((x, context.Result));
            scopes.Add(context.Services);
            context.Items["runs"] = ++runs;
            return runs;
        });

        Assert.Equal(3, AttemptRig.Result<int>(attempt));
        Assert.Equal([(2, 0), (2, 0), (41, 0)], seen);
        Assert.Single(scopes);
        Assert.Equal(1, attempt.Message.Attempt);
    }

    [Fact]
    public async Task Next_CalledAgainAfterAFailure_EndsInTheLastResult()
    {
        var runs = 0;
        _rig.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (FormatException)
            {
                await next(context);
            }
        });

        var attempt = await _rig.RunAsync<int, int>(1, (int _) => ++runs == 1 ? throw new FormatException() : runs);

        Assert.Equal(2, AttemptRig.Result<int>(attempt));
    }

    [Fact]
    public async Task Next_CalledTwiceAtATime_EndsInTheResultOfTheFirstThatReturns()
    {
        var (slow, fast) = (new TaskCompletionSource(), new TaskCompletionSource());
        Task? loser = null;
        _rig.Use(async (context, next) =>
        {
            using var first = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
            context.CancellationToken = first.Token;
            loser = next(context);
            using var second = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
            context.CancellationToken = second.Token;
            var hedge = next(context);
            fast.SetResult();
            await hedge;
            slow.SetResult();
            await loser;
        });
        var runs = 0;

        var attempt = await _rig.RunAsync<int, int>(1, async (int _) =>
        {
            var run = Interlocked.Increment(ref runs);
            await (run == 1 ? slow : fast).Task;
            return run;
        });

        Assert.Equal(2, AttemptRig.Result<int>(attempt));
    }

    [Fact]
    public async Task Next_CalledAgainWhileTheFirstIsSlow_EndsInTheResultOfTheFirstThatReturns()
    {
        var slow = new TaskCompletionSource();
        _rig.Use(async (context, next) =>
        {
            var first = next(context);
            await next(context);
            slow.SetResult();
            await first;
        });
        var runs = 0;

        var attempt = await _rig.RunAsync<int, int>(1, async (int _) =>
        {
            var run = Interlocked.Increment(ref runs);
            await (run == 1 ? slow.Task : Task.CompletedTask);
            return run;
        });

        Assert.Equal(2, AttemptRig.Result<int>(attempt));
    }

    [Fact]
    public async Task Next_CalledAgain_StandsOnTheSpan()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StreaqTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        Activity? span = null;
        _rig.Use(TwiceAsync);

        await _rig.RunAsync(1, void (int _, TaskContext context) => span = context.Activity);

        var repeated = Assert.Single(span!.Events);
        Assert.Equal("streaq.middleware.repeated", repeated.Name);
        Assert.Equal(
            new KeyValuePair<string, object?>("streaq.middleware", $"{typeof(NextTests)}.{nameof(TwiceAsync)}"), Assert.Single(repeated.Tags));
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

    private static async Task TwiceAsync(TaskContext context, TaskDelegate next)
    {
        await next(context);
        await next(context);
    }
}
