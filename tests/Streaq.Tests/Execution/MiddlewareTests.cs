namespace Streaq.Tests.Execution;

/// <summary>Lambdas around an attempt.</summary>
public sealed class MiddlewareTests
{
    private readonly AttemptRig _rig = new();

    [Fact]
    public async Task Middleware_InTheOrderOfRegistration_WrapsFromTheOutside()
    {
        var steps = new List<string>();
        _rig.Use(Step("outer")).Use(Step("middle")).Use(Step("inner"));

        await _rig.RunAsync(1, (int _) => steps.Add("handler"));

        Assert.Equal(["outer before", "middle before", "inner before", "handler", "inner after", "middle after", "outer after"], steps);

        Func<TaskContext, TaskDelegate, Task> Step(string name) => async (context, next) =>
        {
            steps.Add($"{name} before");
            await next(context);
            steps.Add($"{name} after");
        };
    }

    [Fact]
    public async Task Context_InAMiddleware_DescribesTheAttempt()
    {
        TaskContext? seen = null;
        _rig.Message = message => message with
        {
            Attempt = 2,
            ReadyAt = _rig.Now - 1_500,
            Details = new() { Headers = new Dictionary<string, string> { ["tenant"] = "a" } },
        };
        _rig.Settings = settings => settings.MaxAttempts = 5;
        _rig.Use((context, next) => next(seen = context));

        await _rig.RunAsync(1, (int _) => { });

        Assert.Equal(("task-1", "the.task", "normal", "worker-1", 2, 5), (seen!.TaskId, seen.TaskName, seen.Priority, seen.Worker, seen.Attempt, seen.MaxAttempts));
        Assert.Equal(TimeSpan.FromSeconds(1.5), seen.QueueTime);
        Assert.Equal(_rig.Time.GetUtcNow(), seen.StartedAt);
        Assert.Equal("a", seen.Headers["tenant"]);
    }

    [Fact]
    public async Task Items_SetByAMiddleware_AreTheHandlersToo()
    {
        _rig.Use((context, next) =>
        {
            context.Items["tenant"] = "a";
            return next(context);
        });

        Assert.Equal("a", AttemptRig.Result<string>(await _rig.RunAsync<int, string>(1, (TaskContext context) => (string)context.Items["tenant"]!)));
    }

    [Fact]
    public async Task Arguments_ChangedBeforeNext_AreTheHandlers()
    {
        _rig.Use((context, next) =>
        {
            context.Arguments = (int)context.Arguments! + 1;
            return next(context);
        });

        Assert.Equal(42, AttemptRig.Result<int>(await _rig.RunAsync<int, int>(41, (int x) => x)));
    }

    [Fact]
    public async Task Result_ChangedAfterNext_IsTheTasks()
    {
        _rig.Use(async (context, next) =>
        {
            await next(context);
            context.Result = (int)context.Result! * 2;
        });

        Assert.Equal(42, AttemptRig.Result<int>(await _rig.RunAsync<int, int>(21, (int x) => x)));
    }

    [Fact]
    public async Task Result_SetInsteadOfNext_SkipsTheHandler()
    {
        var ran = false;
        _rig.Use((context, next) =>
        {
            context.Result = "cached";
            return Task.CompletedTask;
        });

        Assert.Equal("cached", AttemptRig.Result<string>(await _rig.RunAsync<int, string>(1, (int _) =>
        {
            ran = true;
            return "computed";
        })));
        Assert.False(ran);
    }

    [Theory]
    [InlineData("a text", "The argument of task 'the.task' is of type System.Int32, not System.String.")]
    [InlineData(null, "The argument of task 'the.task' is of type System.Int32, not null.")]
    public async Task Arguments_OfAnotherType_AreRefused(object? value, string message)
    {
        _rig.Use((context, next) =>
        {
            context.Arguments = value;
            return next(context);
        });

        AssertFailed<ArgumentException>(await _rig.RunAsync<int, int>(1, (int x) => x), message);
    }

    [Fact]
    public async Task Result_OfAnotherType_IsRefused()
    {
        _rig.Use(async (context, next) =>
        {
            await next(context);
            context.Result = "a text";
        });

        AssertFailed<ArgumentException>(await _rig.RunAsync<int, int>(1, (int x) => x), "The result of task 'the.task' is of type System.Int32, not System.String.");
    }

    [Fact]
    public async Task Result_SetForATaskWithout_IsRefused()
    {
        _rig.Use(async (context, next) =>
        {
            await next(context);
            context.Result = 5;
        });

        Assert.StartsWith(
            "Task 'the.task' has no result", Assert.IsType<ArgumentException>((await _rig.RunAsync(1, (int _) => { })).Error).Message);
    }

    [Fact]
    public async Task Result_OfATaskWithout_IsNull()
    {
        object? result = "unset";
        _rig.Use(async (context, next) =>
        {
            await next(context);
            result = context.Result;
            context.Result = null;
        });

        Assert.Equal(TaskOutcome.Success, (await _rig.RunAsync(1, (int _) => { })).Outcome);
        Assert.Null(result);
    }

    [Fact]
    public async Task Exception_OfTheHandler_PassesThrough()
    {
        var passed = new List<string>();
        _rig.Use(See("outer")).Use(See("inner"));

        var attempt = await _rig.RunAsync(1, void (int _) => throw new FormatException("broken"));

        AssertFailed<FormatException>(attempt, "broken");
        Assert.Equal(["inner", "outer"], passed);

        Func<TaskContext, TaskDelegate, Task> See(string name) => async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (FormatException)
            {
                passed.Add(name);
                throw;
            }
        };
    }

    [Fact]
    public async Task Exception_CaughtByAMiddleware_EndsInSuccess()
    {
        _rig.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (FormatException)
            {
                context.Result = -1;
            }
        });

        Assert.Equal(-1, AttemptRig.Result<int>(await _rig.RunAsync<int, int>(1, int (int _) => throw new FormatException())));
    }

    private static void AssertFailed<TException>(Streaq.Execution.Attempt attempt, string message) where TException : Exception
    {
        Assert.Equal(TaskOutcome.Failure, attempt.Outcome);
        Assert.StartsWith(message, Assert.IsType<TException>(attempt.Error).Message);
    }
}
