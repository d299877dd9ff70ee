using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using OpenTelemetry;
using Streaq.Instrumentation;

namespace Streaq;

/// <summary>Puts chosen baggage, chosen arguments and details of exceptions on each attempt's span.</summary>
/// <remarks>Unlike <c>EnrichWithTaskContext</c>, it runs inside the attempt: the handler's own spans start after it.</remarks>
/// <param name="options">Which values to put on the span.</param>
public sealed class TracingMiddleware(TracingOptions options) : ITaskMiddleware
{
    /// <inheritdoc/>
    public async Task InvokeAsync(TaskContext context, TaskDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        // The attempt's span, also when an outer middleware has started another one. It is null without a listener. An unsampled span
        // takes no tags.
        if (context.Activity is not { IsAllDataRequested: true } span)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        TagBaggage(span);
        TagArguments(span, context.Arguments);
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Callback.Enrich(nameof(options.EnrichWithException), options.EnrichWithException, span, e);
            throw;
        }
    }

    private void TagBaggage(Activity span)
    {
        foreach (var key in options.BaggageKeys)
        {
            if ((Baggage.GetBaggage(key) ?? span.GetBaggageItem(key)) is { } value)
            {
                span.SetTag(key, value);
            }
        }
    }

    [UnconditionalSuppressMessage(
        "Trimming", "IL2075", Justification = "Who names a property was told; one that is not there leaves the attribute out.")]
    private void TagArguments(Activity span, object? argument)
    {
        foreach (var name in options.Properties)
        {
            if (argument?.GetType().GetProperty(name) is { } property)
            {
                // A getter or a redaction that throws leaves the attribute out.
                span.SetTag(
                    AttributeNames.ArgumentPrefix + name,
                    Callback.Ask(nameof(options.Redact), Shown, (property, argument), otherwise: null));
            }
        }
    }

    private object? Shown((PropertyInfo Property, object Owner) chosen)
    {
        var value = chosen.Property.GetValue(chosen.Owner);
        return options.Redact is { } redact ? redact(chosen.Property.Name, value) : value;
    }
}
