using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Streaq;

namespace Docs;

internal static class Inbox
{
    public static void Map(StreaqBuilder streaq)
    {
        #region map
        streaq.Map(Tasks.SendReceipt, async (Receipt receipt, ShopDbContext db, CancellationToken ct) =>
        {
            var customer = await db.Customers.SingleAsync(one => one.Email == receipt.To, ct);
            customer.Points += (int)receipt.Amount;
        }).WithInbox<ShopDbContext>();
        #endregion
    }

    public static void AddCheck(IServiceCollection services)
    {
        #region health
        services.AddHealthChecks().AddStreaqOutboxHealthCheck<ShopDbContext>(maxAge: TimeSpan.FromMinutes(1));
        #endregion
    }
}
