namespace Streaq.Tests.Architecture;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_OfStreaq_IsTheApprovedOne() =>
        ApprovedApi.Check(typeof(IStreaqClient).Assembly, "tests/Streaq.Tests/PublicApi.approved.txt");
}
