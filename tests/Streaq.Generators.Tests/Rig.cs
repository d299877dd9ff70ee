using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Streaq.Execution;
using Streaq.Tasks;
using Streaq.Testing;

namespace Streaq.Generators.Tests;

/// <summary>Maps and runs a handler and describes all effects as text, so that two ways of binding can be compared.</summary>
public sealed class Rig
{
    public static readonly TaskDefinition<int, string> Text = new("text");
    public static readonly TaskDefinition<int, object> Any = new("any");
    public static readonly TaskDefinition<int, int?> Optional = new("optional");
    public static readonly TaskDefinition<int, IReadOnlyList<int>> List = new("list");
    public static readonly TaskDefinition<int> Plain = new("plain");
    public static readonly TaskDefinition<string?, bool> Nullable = new("nullable");
#pragma warning disable STRQ004 // Both bindings are called with the value itself. Its JSON does not matter here.
    public static readonly TaskDefinition<(int X, int Y), int> Pair = new("pair");
#pragma warning restore STRQ004
    public static readonly TaskDefinition<Order, Bill> Order = new("order");
    public static readonly TaskDefinition<NoArgument, string> Nothing = new("nothing");

    private readonly List<string> _seen = [];

    /// <summary>Records a value from handlers without a result.</summary>
    public void See(object? seen) => _seen.Add($"{seen}");

    public Task<string> RunAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task, TArgument argument, Func<StreaqBuilder, TaskMapping> map) =>
        RunAsync(task, map, async host => Tell(await host.RunAsync(task, argument)) is var (result, end) && result.Outcome is TaskOutcome.Success
            ? $"{end} {Json(result.ResultAs<TResult>())}"
            : end);

    public Task<string> RunAsync<TArgument>(TaskDefinition<TArgument> task, TArgument argument, Func<StreaqBuilder, TaskMapping> map) =>
        RunAsync(task, map, async host => Tell(await host.RunAsync(task, argument)).End);

    /// <summary>Runs the handler of a schedule named <c>cron</c>.</summary>
    public Task<string> RunAsync(Func<StreaqBuilder, TaskMapping> map)
    {
        var task = new TaskDefinition<NoArgument>("cron");
        return RunAsync(task, map, async host => Tell(await host.RunAsync(task, null!)).End);
    }

    private async Task<string> RunAsync(TaskDefinition task, Func<StreaqBuilder, TaskMapping> map, Func<StreaqTestHost, Task<string>> run)
    {
        var told = new StringBuilder();
        try
        {
            var streaq = new ServiceCollection().AddStreaq();
            map(streaq);
            using var threads = new SyncThreads(1);
            var registration = streaq.Queue.CreateRegistry(new TaskSerializer(options: null, context: null), threads).Find(task.Name)!;
            foreach (var service in registration.Services)
            {
                told.AppendLine($"asks: {service.Type} {service.Key?.GetType()} {service.Key} {service.For}");
            }

            told.AppendLine(await AttemptAsync(map, run, services => { }));
            told.AppendLine(await AttemptAsync(map, run, Add));
            told.AppendLine($"seen: {string.Join(", ", _seen)}");
        }
#pragma warning disable CA1031 // The exception is what is compared.
        catch (Exception e)
#pragma warning restore CA1031
        {
            told.AppendLine($"{e.GetType()}: {e.Message}");
        }

        return told.ToString();
    }

    private static async Task<string> AttemptAsync(
        Func<StreaqBuilder, TaskMapping> map, Func<StreaqTestHost, Task<string>> run, Action<IServiceCollection> services)
    {
        StreaqTestHost host;
        try
        {
            host = StreaqTestHost.Create(streaq => map(streaq), services);
        }
        catch (InvalidOperationException e)
        {
            return $"start: {e.Message}";
        }

        await using (host)
        {
            return $"run: {await run(host)}";
        }
    }

    private static (AttemptResult Result, string End) Tell(AttemptResult result) =>
        (result, $"{result.Outcome} {result.Error?.GetType()} {result.Error?.Message}");

    private static string Json<T>(T value) => System.Text.Json.JsonSerializer.Serialize(value);

    private static void Add(IServiceCollection services) => services
        .AddSingleton(new Shop("plain"))
        .AddKeyedSingleton("north", new Shop("north")).AddKeyedSingleton(7, new Shop("seven"))
        .AddKeyedSingleton(Corner.Left, new Shop("left")).AddKeyedSingleton<Shop>(typeof(Shop), new Shop("type"))
        .AddScoped<IDesk>(_ => new Desk());
}

public record Shop(string Name)
{
    public string Call(int number) => $"{Name} {number}";

    public static string Shout(int number) => $"{number}!";

    public static T Same<T>(T value) => value;

    public virtual string Virtual(int number) => $"{number}?";
}

public interface IDesk;

public sealed class Desk : IDesk;

public enum Corner
{
    Right = 1,
    Left = 5,
}

public sealed record Order(string Item, int Count);

public sealed record Bill(string Text);
