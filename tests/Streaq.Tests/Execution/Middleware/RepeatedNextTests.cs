using System.Diagnostics;

namespace Streaq.Tests.Execution.Middleware;

/// <summary>Repeated calls of <c>next</c>, one after the other or at the same time.</summary>
public sealed class RepeatedNextTests
{
    private readonly AttemptRig _rig = new();

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
            // An action that must not be applied twice to the same argument, such as decryption.
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
            new KeyValuePair<string, object?>("streaq.middleware", $"{typeof(RepeatedNextTests)}.{nameof(TwiceAsync)}"), Assert.Single(repeated.Tags));
    }

    private static async Task TwiceAsync(TaskContext context, TaskDelegate next)
    {
        await next(context);
        await next(context);
    }
}
