using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Streaq.Dashboard.Tests.Browser;

/// <summary>
/// The accessibility rules of axe. Its package for Playwright opens another page for each run and loads the rules each time.
/// </summary>
internal static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>Loads the rules into the page. They stay until it navigates to another address.</summary>
    public static Task LoadAsync(IPage page) => page.EvaluateAsync(Script);

    /// <param name="page">The page with the rules.</param>
    /// <param name="isOnlyOfColors">Whether to check only colors, on a page whose other rules are checked already.</param>
    /// <returns>The rules that the page breaks, and where.</returns>
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
