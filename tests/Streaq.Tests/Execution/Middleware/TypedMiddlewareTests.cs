using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests.Execution.Middleware;

/// <summary>Middleware that knows the types of argument and result.</summary>
public sealed class TypedMiddlewareTests
{
    private static readonly TaskDefinition<string, int> Count = new("count");
    private static readonly TaskDefinition<string> Print = new("print");
    private static readonly TaskDefinition<int, int> Double = new("double");

    [Fact]
    public async Task Lambda_OnAMapping_KnowsArgumentAndResult()
    {
        await using var provider = Build(streaq => streaq.Map(Count, (string text) => text.Length).Use(async (context, next) =>
        {
            context.Argument = context.Argument.Trim();
            await next(context);
            context.Result *= 10;
        }));

        Assert.Equal(30, (await Runner(provider).RunAsync(Count, " abc ")).Result);
    }

    [Fact]
    public async Task Lambda_OnAMappingWithoutAResult_KnowsTheArgument()
    {
        var printed = "";
        await using var provider = Build(streaq => streaq.Map(Print, void (string text) => printed = text).Use((context, next) =>
        {
            context.Argument += "!";
            return next(context);
        }));

        await Runner(provider).RunAsync(Print, "hello");

        Assert.Equal("hello!", printed);
    }

    [Fact]
    public async Task Class_OnAQueue_IsAroundTheTasksOfItsTypes()
    {
        await using var provider = Build(streaq =>
        {
            streaq.UseMiddleware<Trimmed>().UseMiddleware<Negated>();
            streaq.Map(Count, (string text) => text.Length);
            streaq.Map(Print, (string text) => Assert.Equal("abc", text));
            streaq.Map(Double, (int x) => 2 * x);
        });

        Assert.Equal(-3, (await Runner(provider).RunAsync(Count, " abc ")).Result);
        Assert.Null((await Runner(provider).RunAsync(Print, " abc ")).Error);
        Assert.Equal(4, (await Runner(provider).RunAsync(Double, 2)).Result);
    }

    private static ServiceProvider Build(Action<StreaqBuilder> configure)
    {
        var services = new ServiceCollection();
        configure(services.AddStreaq(options => options.UseEmbeddedStore()));
        return services.BuildServiceProvider();
    }

    private static ITaskRunner Runner(ServiceProvider provider) => provider.GetRequiredService<ITaskRunner>();

    private sealed class Trimmed : ITaskMiddleware<string>
    {
        public Task InvokeAsync(TaskContext<string> context, TaskDelegate next)
        {
            context.Argument = context.Argument.Trim();
            return next(context);
        }
    }

    private sealed class Negated : ITaskMiddleware<string, int>
    {
        public async Task InvokeAsync(TaskContext<string, int> context, TaskDelegate next)
        {
            await next(context);
            context.Result = -context.Result;
        }
    }
}
