/** Something that earlier runs posted: a comment or an issue. */
export interface Post {
  readonly id: number;
  readonly body: string;
}

/**
 * Where the code lives and people are told: GitHub or GitLab.
 *
 * Only posts of the account that the job itself runs as are listed. Everybody may write what a hidden marker looks
 * like, and a job must not take a stranger's post, which its author can edit afterwards, for its own.
 */
export interface Forge {
  /** The page that shows this job's log. */
  readonly runUrl: string;
  /** The job's own comments on the pull request or merge request that it runs for, oldest first. */
  comments(): AsyncIterable<Post>;
  addComment(body: string): Promise<void>;
  editComment(id: number, body: string): Promise<void>;
  /** The job's own issues that are open. */
  openIssues(): AsyncIterable<Post>;
  openIssue(title: string, body: string): Promise<void>;
  editIssue(id: number, body: string): Promise<void>;
  /** Says why, and closes. */
  closeIssue(id: number, comment: string): Promise<void>;
}

/** Looks for the post that begins with `marker`; asks for no further page once it is found. */
export async function findPost(posts: AsyncIterable<Post>, marker: string): Promise<Post | undefined> {
  for await (const post of posts) {
    if (post.body.startsWith(marker)) return post;
  }
  return undefined;
}
