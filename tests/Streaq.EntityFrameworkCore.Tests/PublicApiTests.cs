using Streaq.Tests.Architecture;

namespace Streaq.EntityFrameworkCore.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_OfThePackage_IsTheApprovedOne() =>
        ApprovedApi.Check(typeof(OutboxOptions).Assembly, "tests/Streaq.EntityFrameworkCore.Tests/PublicApi.approved.txt");
}
