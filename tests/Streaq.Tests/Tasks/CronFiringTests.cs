using System.Text;
using Streaq.Tasks;

namespace Streaq.Tests.Tasks;

public sealed class CronFiringTests
{
    [Fact]
    public void Field_OfAFiring_TellsSlotAndExpression()
    {
        var firing = new CronFiring(1_795_426_830_000, "*/5 * * * mon-fri");
        var field = firing.ToField();

        Assert.Equal(("cron", "1795426830000 */5 * * * mon-fri"), (field.Key, Encoding.UTF8.GetString(field.Value.Span)));
        Assert.Equal(firing, CronFiring.Find([new("x-new", new byte[] { 255 }), field]));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("1795426830000")]
    [InlineData("soon * * * * *")]
    [InlineData("-5 * * * * *")]
    [InlineData("9223372036854775807 * * * * *")]
    [InlineData("99999999999999999999 * * * * *")]
    public void Field_ThatIsInvalid_IsNoFiring(string value) => Assert.Null(CronFiring.Find([new("cron", Encoding.UTF8.GetBytes(value))]));

    [Fact]
    public void Message_WithoutTheField_HasNoFiring()
    {
        Assert.Null(CronFiring.Find(null));
        Assert.Null(CronFiring.Find([new("x-new", new byte[] { 1 })]));
    }
}
