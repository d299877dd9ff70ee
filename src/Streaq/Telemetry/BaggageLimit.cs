using System.Text;

namespace Streaq.Telemetry;

/// <summary>Keeps baggage within <see cref="Propagation.MaxBaggage"/> bytes, by whole members.</summary>
internal static class BaggageLimit
{
    private static int s_warned;

    /// <summary>Called once per process, the first time that baggage was cut; the argument is its length in bytes.</summary>
    public static Action<int>? FirstCut { get; set; }

    public static string Cut(string baggage)
    {
        var length = Encoding.UTF8.GetByteCount(baggage);
        if (length <= Propagation.MaxBaggage)
        {
            return baggage;
        }

        if (Interlocked.Exchange(ref s_warned, 1) == 0)
        {
            FirstCut?.Invoke(length);
        }

        var end = 0;
        var bytes = 0;
        for (var i = 0; i <= baggage.Length; i++)
        {
            if (i == baggage.Length || baggage[i] == ',')
            {
                bytes += Encoding.UTF8.GetByteCount(baggage.AsSpan(end, i - end));
                if (bytes > Propagation.MaxBaggage)
                {
                    break;
                }

                end = i;
            }
        }

        return baggage[..end];
    }
}
