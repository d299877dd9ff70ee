using System.Diagnostics;

namespace Streaq.Instrumentation;

/// <summary>Filters and enriches Streaq's spans for one tracer provider, for as long as the provider lives.</summary>
/// <remarks>
/// The provider makes it before it starts to listen itself, and listeners are called in the order in which they came: what is
/// added here when a span stops is there before the provider's processors export it.
/// </remarks>
internal sealed class SpanListener : IDisposable
{
    private readonly StreaqInstrumentationOptions _options;
    private readonly ActivityListener _listener;

    public SpanListener(StreaqInstrumentationOptions options)
    {
        _options = options;
        if (options.EnrichWithTaskContext is not null)
        {
            StreaqTelemetry.AttachTaskContext = true;
        }

        // Without a Sample callback it has no say in whether a span is made.
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is StreaqTelemetry.SourceName,
            ActivityStarted = OnStarted,
            ActivityStopped = OnStopped,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    private void OnStarted(Activity activity)
    {
        if (AttemptBaggage.IsAttempt(activity))
        {
            AttemptBaggage.Clear();
        }

        if (activity.IsAllDataRequested && !Callback.Ask(nameof(_options.Filter), _options.Filter, new TaskSpan(activity), otherwise: true))
        {
            activity.IsAllDataRequested = false;
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }

    private void OnStopped(Activity activity)
    {
        if (!activity.IsAllDataRequested)
        {
            return;
        }

        if (activity.GetCustomProperty(StreaqTelemetry.TaskContextProperty) is TaskContext context)
        {
            Callback.Enrich(nameof(_options.EnrichWithTaskContext), _options.EnrichWithTaskContext, activity, context);
        }

        if (activity.GetCustomProperty(StreaqTelemetry.ExceptionProperty) is Exception exception)
        {
            if (_options.RecordException)
            {
                Callback.Enrich(nameof(_options.RecordException), ExceptionEvent.AddOnce, activity, exception);
            }

            Callback.Enrich(nameof(_options.EnrichWithException), _options.EnrichWithException, activity, exception);
        }

        if (_options.SetMessagingOperation)
        {
            activity.SetTag(AttributeNames.DeprecatedOperation, activity.DisplayName);
        }
    }
}
