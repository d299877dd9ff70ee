using System.Diagnostics;
using System.Text.Json.Serialization;
using OpenTelemetry;

namespace Streaq.Instrumentation.Tests.Middleware;

public sealed record Order(string Customer, string Card, int Items)
{
    [JsonIgnore]
    public string Broken => throw new InvalidOperationException($"no {Customer}");
}

public sealed class TracingMiddlewareTests
{
    private static readonly TaskDefinition<Order> Work = new("tracing.work");

    [Fact]
    public async Task UseTracing_ByDefault_PutsNothingOnTheSpan()
    {
        var span = await RunAsync(_ => { }, _ => { });

        Assert.DoesNotContain(span.Tags.Keys, key => key.StartsWith("streaq.argument", StringComparison.Ordinal) || key == "tenant");
    }

    [Fact]
    public async Task BaggageKeys_Chosen_BecomeAttributes()
    {
        var span = await RunAsync(options => options.BaggageKeys.Add("tenant"), _ => { });

        Assert.Equal("a", span.Tags["tenant"]);
        Assert.False(span.Tags.ContainsKey("user"));
    }

    [Fact]
    public async Task ArgumentProperties_Chosen_BecomeAttributesOfTheirType()
    {
        var span = await RunAsync(
            options =>
            {
                options.ArgumentProperties.Add(nameof(Order.Customer));
                options.ArgumentProperties.Add(nameof(Order.Items));
                options.ArgumentProperties.Add("NotThere");
            },
            _ => { });

        Assert.Equal(("ann", 3), (span.Tags["streaq.argument.Customer"], span.Tags["streaq.argument.Items"]));
        Assert.DoesNotContain("streaq.argument.NotThere", span.Tags.Keys);
        Assert.DoesNotContain("streaq.argument.Card", span.Tags.Keys);
    }

    /// <summary>Chosen attributes are written to the attempt's span, even if another span is current.</summary>
    [Fact]
    public async Task UseTracing_InsideASpanOfAnotherMiddleware_WritesOnTheAttemptsSpan()
    {
        using var source = new ActivitySource("Middleware");
        using var tracing = Tracing.Start(set: set => set.AddSource("Middleware"));
        await using var host = await QueueHost.StartAsync(streaq =>
        {
            streaq.AddWorker();
            streaq.Use(async (context, next) =>
            {
                using var own = source.StartActivity("around");
                await next(context);
            });
            streaq.UseTracing(options =>
            {
                options.ArgumentProperties.Add(nameof(Order.Customer));
                options.EnrichWithException = (span, e) => span.SetTag("details", e.Message);
            });
            streaq.Map(Work, (Action<Order>)(_ => throw new FormatException("bad"))).WithMaxAttempts(1);
        });

        await host.Client.EnqueueAsync(Work, new Order("ann", "4111111111111111", 3));

        var process = await tracing.Spans.WaitForAsync("process tracing.work");
        Assert.Equal(("ann", "bad"), (process.Tags["streaq.argument.Customer"], process.Tags["details"]));
    }

    [Fact]
    public async Task Redact_OfAProperty_ReplacesOrLeavesOut()
    {
        var span = await RunAsync(
            options =>
            {
                options.ArgumentProperties.Add(nameof(Order.Card));
                options.ArgumentProperties.Add(nameof(Order.Customer));
                options.Redact = (name, value) => name == nameof(Order.Card) ? $"…{value!.ToString()![^4..]}" : null;
            },
            _ => { });

        Assert.Equal("…1111", span.Tags["streaq.argument.Card"]);
        Assert.DoesNotContain("streaq.argument.Customer", span.Tags.Keys);
    }

    [Fact]
    public async Task Getter_OrCallbackThrows_HarmsNeitherTaskNorSpan()
    {
        using var failures = new FailureLog();

        var span = await RunAsync(
            options =>
            {
                options.ArgumentProperties.Add(nameof(Order.Broken));
                options.EnrichWithException = (_, _) => throw new InvalidOperationException("no details");
            },
            _ => throw new FormatException("bad"));

        Assert.Equal("System.FormatException", span.Tags["error.type"]);
        Assert.Equal(["EnrichWithException", "Redact"], failures.Failures.Select(failure => failure[0]).Order());
    }

    [Fact]
    public async Task EnrichWithException_OfTheHandler_RunsInsideTheAttempt()
    {
        var span = await RunAsync(
            options => options.EnrichWithException = (activity, e) => activity.SetTag("details", e.Data["code"]),
            _ => throw new FormatException("bad") { Data = { ["code"] = 7 } });

        Assert.Equal(7, span.Tags["details"]);
    }

    private static async Task<Span> RunAsync(Action<TracingOptions> configure, Action<Order> handler)
    {
        using var tracing = Tracing.Start();
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().UseTracing(configure).Map(Work, (Order order) => handler(order)));
        Baggage.Current = Baggage.Create(new() { ["tenant"] = "a", ["user"] = "b" });
        await host.Client.EnqueueAsync(Work, new Order("ann", "4111111111111111", 3));
        Baggage.ClearBaggage();
        return await tracing.Spans.WaitForAsync("process tracing.work");
    }
}
