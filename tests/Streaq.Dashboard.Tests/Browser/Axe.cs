using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Streaq.Dashboard.Tests.Browser;

/// <summary>
/// The rules of axe for accessible pages. Its package for Playwright opens a page more for each run, and loads the rules for each.
/// </summary>
internal static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>Loads the rules into the page; they stay until it leaves for another address.</summary>
    public static Task LoadAsync(IPage page) => page.EvaluateAsync(Script);

    /// <param name="page">The page that has loaded them.</param>
    /// <param name="isOnlyOfColors">Whether to look at colors alone, on a page whose other rules are looked at already.</param>
    /// <returns>Which rules the page breaks, and where.</returns>
    public static Task<string[]> ViolationsAsync(IPage page, bool isOnlyOfColors = false) => page.EvaluateAsync<string[]>(
        """
        async isOnlyOfColors => {
          const which = isOnlyOfColors ? { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } } : {};
          const found = await axe.run(document, { resultTypes: ['violations'], ...which });
          if (found.passes.length === 0) return ['axe has looked at nothing'];
          return found.violations.map(broken => `${broken.id}: ${broken.nodes.map(node => node.html).join(' ')}`);
        }
        """,
        isOnlyOfColors);
}
