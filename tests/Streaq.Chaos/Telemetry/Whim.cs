namespace Streaq.Chaos.Telemetry;

/// <summary>Throws at random, by a seed, wherever user code is called that only listens.</summary>
/// <param name="seed">From which it follows at which calls.</param>
/// <param name="share">At how many of them.</param>
/// <param name="noted">Hears what threw, just before.</param>
internal sealed class Whim(int seed, double share, Action<string> noted)
{
    public const double Usual = 0.02;

    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);

    public void MayThrow(string what)
    {
        if (Strikes())
        {
            noted(what);
            throw new BrokenListenerException(what);
        }
    }

    public bool Strikes()
    {
        lock (_gate)
        {
            return _random.NextDouble() < share;
        }
    }
}

internal sealed class BrokenListenerException(string what) : Exception($"The {what} is broken.");
