using System.Diagnostics;

namespace Streaq.Instrumentation;

/// <summary>Filters and enriches Streaq's spans for one tracer provider, for as long as the provider lives.</summary>
/// <remarks>
/// The provider creates it before it starts to listen itself, and listeners are called in the order in which they started. So this class
/// adds its attributes to a stopped span before the provider's processors export it.
/// </remarks>
internal sealed class SpanListener : IDisposable
{
    private readonly StreaqInstrumentationOptions _options;
    private readonly ActivityListener _listener;

    public SpanListener(StreaqInstrumentationOptions options)
    {
        _options = options;
        if ((options.EnrichWithTaskContext ?? options.EnrichWithSettlement) is not null)
        {
            StreaqTelemetry.AttachTaskContext = true;
        }

        if (options.EnrichWithEnqueueContext is not null)
        {
            StreaqTelemetry.AttachEnqueueContext = true;
        }

        // Without a Sample callback, the listener does not affect sampling.
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

        EnrichWithContext(activity);
        if (activity.GetCustomProperty(StreaqTelemetry.ExceptionProperty) is Exception exception)
        {
            Callback.Enrich(nameof(_options.EnrichWithException), _options.EnrichWithException, activity, exception);
            if (_options.RecordException)
            {
                // After the callback, so that an exception which it has recorded is not recorded twice.
                Callback.Enrich(nameof(_options.RecordException), StreaqTelemetry.RecordException, activity, exception);
            }
        }

        Callback.Enrich(nameof(_options.EnrichWithTaskSpan), _options.EnrichWithTaskSpan, activity, new TaskSpan(activity));
        if (_options.SetMessagingOperation)
        {
            activity.SetTag(AttributeNames.DeprecatedOperation, activity.DisplayName);
        }
    }

    private void EnrichWithContext(Activity activity)
    {
        if (activity.GetCustomProperty(StreaqTelemetry.TaskContextProperty) is TaskContext context)
        {
            if (AttemptBaggage.IsAttempt(activity))
            {
                Callback.Enrich(nameof(_options.EnrichWithTaskContext), _options.EnrichWithTaskContext, activity, context);
            }
            else
            {
                Callback.Enrich(nameof(_options.EnrichWithSettlement), _options.EnrichWithSettlement, activity, context);
            }
        }
        else if (activity.GetCustomProperty(StreaqTelemetry.EnqueueContextProperty) is EnqueueContext enqueue)
        {
            Callback.Enrich(nameof(_options.EnrichWithEnqueueContext), _options.EnrichWithEnqueueContext, activity, enqueue);
        }
    }
}
