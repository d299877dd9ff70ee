namespace Quickstart;

/// <summary>Stands for a service on the network that is unavailable at the first call.</summary>
internal sealed class RateService
{
    private int _calls;

    public decimal Get(string currency) => Interlocked.Increment(ref _calls) == 1
        ? throw new HttpRequestException("503 Service Unavailable")
        : currency switch
        {
            "EUR" => 1.08m,
            _ => 1m,
        };
}
