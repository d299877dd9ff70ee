using System.Diagnostics;

namespace Streaq.Chaos.Worker;

/// <summary>Logs how attempts were settled. Their spans end when the outcome is stored, or is known to be lost.</summary>
internal static class SettlementLog
{
    public static ActivityListener Listen(EffectLog effects)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Streaq",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.OperationName.StartsWith("process", StringComparison.Ordinal) || span.DisplayName.StartsWith("process ", StringComparison.Ordinal))
                {
                    var lost = span.GetTagItem("error.type") as string == "lease_lost";
                    effects.Write(
                        'S',
                        span.GetTagItem(ChaosHandlers.Life) ?? span.GetTagItem("messaging.message.id"),
                        span.GetTagItem("streaq.attempt") ?? 1,
                        span.GetTagItem("messaging.client.id"),
                        lost ? "lease_lost" : span.GetTagItem("streaq.outcome"));
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
