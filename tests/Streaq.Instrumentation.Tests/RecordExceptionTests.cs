namespace Streaq.Instrumentation.Tests;

/// <summary>An exception is one event on its span, however many listeners record it.</summary>
public sealed class RecordExceptionTests
{
    [Theory]
    [InlineData(false, false, 0)]
    [InlineData(true, false, 1)]
    [InlineData(false, true, 1)]
    [InlineData(true, true, 1)]
    public async Task RecordException_HereAndInTheCore_AddsOneEvent(bool here, bool core, int events)
    {
        using var tracing = Tracing.Start(options => options.RecordException = here);

        var span = await EnrichedTask.RunAsync(tracing, _ => throw new FormatException("bad"), options => options.RecordException = core);

        Assert.Equal(events, span.Events.Count(e => e.Name == "exception"));
    }

    [Fact]
    public async Task RecordException_OfTwoProviders_AddsOneEvent()
    {
        using var first = Tracing.Start(options => options.RecordException = true);
        using var second = Tracing.Start(options => options.RecordException = true);

        var span = await EnrichedTask.RunAsync(second, _ => throw new FormatException("bad"));

        var tags = Assert.Single(span.Events).Tags.ToDictionary(tag => tag.Key, tag => tag.Value);
        Assert.Equal(("System.FormatException", "bad"), (tags["exception.type"], tags["exception.message"]));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task RecordException_ThatTheHandlerRecordedFirst_AddsOneEvent(bool core, bool withOpenTelemetry)
    {
        using var tracing = Tracing.Start(options => options.RecordException = !core);

        var span = await EnrichedTask.RunAsync(
            tracing,
            context =>
            {
                var error = new OddException<int>("bad");
                if (withOpenTelemetry)
                {
#pragma warning disable CS0618 // Many applications still call it.
                    OpenTelemetry.Trace.ActivityExtensions.RecordException(context.Activity, error);
#pragma warning restore CS0618
                }
                else
                {
                    context.Activity!.AddException(error);
                }

                throw error;
            },
            options => options.RecordException = core);

        Assert.Single(span.Events);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RecordException_ThatACallbackRecordsToo_AddsOneEvent(bool core)
    {
        using var tracing = Tracing.Start(options =>
        {
            options.RecordException = !core;
            options.EnrichWithException = StreaqTelemetry.RecordException;
        });

        var span = await EnrichedTask.RunAsync(tracing, _ => throw new FormatException("bad"), options => options.RecordException = core);

        Assert.Single(span.Events);
    }

    [Fact]
    public async Task RecordException_BesideAnotherException_AddsTheFinalOne()
    {
        using var tracing = Tracing.Start(options => options.RecordException = true);

        var span = await EnrichedTask.RunAsync(tracing, context =>
        {
            context.Activity!.AddException(new TimeoutException("first try"));
            throw new FormatException("bad");
        });

        Assert.Equal(2, span.Events.Count);
    }

    private sealed class OddException<T>(string message) : Exception(message);
}
