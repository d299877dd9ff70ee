using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Tests.Telemetry;

public sealed class PassOnTests
{
    private const string Context = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static readonly TaskMessage Message = new()
    {
        Id = "a",
        Name = "a",
        Body = default,
        Priority = "normal",
        TraceParent = Context,
        Details = new() { TraceState = "vendor=1", Baggage = "tenant=acme" },
    };

    [Fact]
    public void PassOn_AMessageWithAContext_CarriesAllOfIt()
    {
        var headers = Propagation.PassOn(Message, headers: null);

        Assert.Equal(
            new Dictionary<string, string> { ["traceparent"] = Context, ["tracestate"] = "vendor=1", ["baggage"] = "tenant=acme" }, headers);
    }

    [Fact]
    public void PassOn_HeadersWithAContextOfTheirOwn_LeavesThemAsTheyAre()
    {
        var own = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["TraceParent"] = "mine" };

        Assert.Equal("mine", Assert.Single(Propagation.PassOn(Message, own)!).Value);
    }

    [Fact]
    public void PassOn_AMessageWithoutContext_CarriesNothing()
    {
        Assert.Null(Propagation.PassOn(Message with { TraceParent = null }, headers: null));
    }
}
