using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests.Execution.Middleware;

/// <summary>The tasks that a middleware wraps: those of the queue, of a group, of a module, or one.</summary>
public sealed class MiddlewareScopeTests : IAsyncDisposable
{
    private static readonly TaskDefinition<string> Plain = new("plain");
    private static readonly TaskDefinition<string> Grouped = new("grouped");
    private static readonly TaskDefinition<string> Inner = new("inner");
    private static readonly TaskDefinition<string> OfModule = new("of.module");

    private readonly ServiceCollection _services = new();
    private readonly List<string> _steps = [];
    private ServiceProvider? _provider;

    public async ValueTask DisposeAsync()
    {
        if (_provider is not null)
        {
            await _provider.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("plain", "queue1 queue2 task1 task2 handler")]
    [InlineData("grouped", "queue1 queue2 group1 group2 task handler")]
    [InlineData("inner", "queue1 queue2 group1 group2 within handler")]
    public async Task Middleware_OfQueueGroupAndTask_RunsInThatOrder(string task, string expected)
    {
        var runner = Build(streaq =>
        {
            // Registered first, and still inside of what is registered around it later.
            streaq.MapGroup(group =>
            {
                group.Map(Grouped, Handler).Use(Step("task"));
                group.Use(Step("group1"));
                group.MapGroup(within => within.Use(Step("within")).Map(Inner, Handler));
                group.Use(Step("group2"));
            });
            streaq.Map(Plain, Handler).Use(Step("task1")).WithMaxAttempts(2).Use(Step("task2"));
            streaq.Use(Step("queue1")).Use(Step("queue2"));
        });

        var attempt = await runner.RunAsync(new TaskDefinition<string>(task), "x");

        Assert.Null(attempt.Error);
        Assert.Equal(expected, string.Join(' ', _steps));
    }

    [Theory]
    [InlineData("of.module", "queue module handler")]
    [InlineData("plain", "queue handler")]
    public async Task Middleware_OfAModule_IsAroundItsOwnTasks(string task, string expected)
    {
        var runner = Build(streaq =>
        {
            streaq.AddModule<Module>();
            streaq.Map(Plain, Handler);
            streaq.Use(Step("queue"));
        });

        await runner.RunAsync(new TaskDefinition<string>(task), "x");

        Assert.Equal(expected, string.Join(' ', _steps));
    }

    [Theory]
    [InlineData("a", "outer when inside handler")]
    [InlineData("b", "outer inside handler")]
    [InlineData("aa", "outer when twice inside handler")]
    public async Task Middleware_UnderACondition_RunsWhereItHolds(string argument, string expected)
    {
        var runner = Build(streaq => streaq
            .Use(Step("outer"))
            .UseWhen(
                context => ((string)context.Arguments!).StartsWith('a'),
                branch => branch.Use(Step("when")).UseWhen(context => context.Arguments is "aa", twice => twice.Use(Step("twice"))))
            .Use(Step("inside"))
            .Map(Plain, Handler));

        await runner.RunAsync(Plain, argument);

        Assert.Equal(expected, string.Join(' ', _steps));
    }

    [Theory]
    [InlineData("cron", "queue task handler")]
    public async Task Middleware_OfAScheduledTask_IsAroundIt(string task, string expected)
    {
        var runner = Build(streaq =>
        {
            streaq.Use(Step("queue"));
            streaq.Cron(task, "@hourly", () => _steps.Add("handler")).Use(Step("task")).WithTimeZone("Europe/Berlin");
        });

        await runner.RunAsync(new TaskDefinition<string?>(task), null);

        Assert.Equal(expected, string.Join(' ', _steps));
    }

    [Fact]
    public async Task Branch_WithoutMiddleware_ChangesNothing()
    {
        var runner = Build(streaq => streaq.UseWhen(_ => true, _ => { }).Use(Step("inside")).Map(Plain, Handler));

        var attempt = await runner.RunAsync(Plain, "x");

        Assert.Null(attempt.Error);
        Assert.Equal(["inside", "handler"], _steps);
    }

    [Fact]
    public async Task Scopes_OnceTheQueueIsInUse_AreClosed()
    {
        StreaqBuilder? group = null;
        TaskMapping<string>? mapping = null;
        var runner = Build(streaq => streaq.MapGroup(inner => mapping = (group = inner).Map(Plain, Handler)));
        await runner.RunAsync(Plain, "x");

        AssertClosed(() => group!.Use(Step("late")));
        AssertClosed(() => group!.UseEnqueue((context, next) => next(context)));
        AssertClosed(() => group!.WithMetadata("late"));
        AssertClosed(() => mapping!.Use(Step("late")));

        static void AssertClosed(Action act) =>
            Assert.StartsWith("A task or middleware was added after the queue was put together", Assert.Throws<InvalidOperationException>(act).Message);
    }

    private static void Handler(string argument, List<string> steps) => steps.Add("handler");

    private static Func<TaskContext, TaskDelegate, Task> Step(string name) => (context, next) =>
    {
        context.Services.GetRequiredService<List<string>>().Add(name);
        return next(context);
    };

    private ITaskRunner Build(Action<StreaqBuilder> configure)
    {
        _services.AddSingleton(_steps);
        configure(_services.AddStreaq(options => options.UseEmbeddedStore()));
        _provider = _services.BuildServiceProvider();
        return _provider.GetRequiredService<ITaskRunner>();
    }

    private sealed class Module : IStreaqModule
    {
        public void Configure(StreaqBuilder streaq) => streaq.Use(Step("module")).Map(OfModule, Handler);
    }
}
