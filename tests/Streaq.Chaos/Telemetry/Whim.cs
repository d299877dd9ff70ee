namespace Streaq.Chaos.Telemetry;

/// <summary>Throws at random in user code that only listens. The seed determines the calls.</summary>
/// <param name="seed">Determines the calls at which it throws.</param>
/// <param name="share">The share of the calls at which it throws.</param>
/// <param name="noted">Called with the listener's name just before it throws.</param>
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
